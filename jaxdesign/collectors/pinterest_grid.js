// The pins now in a Pinterest grid, and how far it is scrolled. Evaluates to a function () -> {pins, y, end, wall}.
() => {
  const largest = (img) => {
    const candidates = (img.getAttribute('srcset') || '').split(',')
      .map((part) => part.trim().split(/\s+/)).filter((part) => part[0])
      .map(([address, size]) => [address, parseFloat(size) || 1]);
    candidates.sort((a, b) => b[1] - a[1]);
    return candidates.length ? candidates[0][0] : img.currentSrc || img.src;
  };
  const text = (node) => (node ? (node.innerText || node.textContent || '').trim() : '');
  const pins = new Map();
  for (const link of document.querySelectorAll('a[href*="/pin/"]')) {
    const id = (/\/pin\/([\w-]+)/.exec(link.getAttribute('href')) || [])[1];
    if (!id || pins.has(id)) continue;
    const card = link.closest('[data-test-id="pin"], [data-test-id="pinWrapper"], [data-grid-item], [role="listitem"]') || link;
    const img = link.querySelector('img') || card.querySelector('img');
    if (!img || !(img.currentSrc || img.src || img.getAttribute('srcset'))) continue;
    const outbound = [...card.querySelectorAll('a[href^="http"]')].map((a) => a.href).find((h) => !h.includes('/pin/'));
    pins.set(id, {
      id, address: new URL(link.getAttribute('href'), location.href).href.split('?')[0],
      picture: new URL(largest(img), location.href).href, alt: img.alt || '',
      title: text(card.querySelector('[data-test-id="pinTitle"], [data-test-id="pinrep-footer-organic-title"], h2, h3')),
      board: text(document.querySelector('[data-test-id="board-name"], h1')),
      author: text(card.querySelector('[data-test-id="pinrep-attribution"], [data-test-id="creator-profile-name"]')),
      link: outbound || '',
    });
  }
  const root = document.scrollingElement || document.documentElement;
  return {
    pins: [...pins.values()], y: Math.round(scrollY), end: scrollY + innerHeight >= root.scrollHeight - 4,
    height: root.scrollHeight,
    wall: Boolean(document.querySelector('[data-test-id="login-form"], [data-test-id="fullPageSignupModal"]')),
  };
}
