// Brings a page to rest: what is lazy is loaded, what moves has arrived, and timers are stopped.
// Evaluates to an object of functions, each called by name.
({
  // Scrolls through the page, at most `limit` px deep; returns the page's height.
  async scroll(limit, milliseconds) {
    document.querySelectorAll('img[loading="lazy"], iframe[loading="lazy"]').forEach((e) => { e.loading = 'eager'; });
    const frame = () => new Promise((done) => { const t = setTimeout(done, 120); requestAnimationFrame(() => { clearTimeout(t); done(); }); });
    const root = document.scrollingElement || document.documentElement;
    root.style.setProperty('scroll-behavior', 'auto', 'important');
    const until = performance.now() + milliseconds;
    let y = 0;
    while (y < Math.min(root.scrollHeight, limit) && performance.now() < until) {
      window.scrollTo(0, y);
      await frame();
      await new Promise((done) => setTimeout(done, 25));
      y += Math.max(innerHeight * 0.8, 200);
    }
    window.scrollTo(0, Math.min(root.scrollHeight, limit));
    await frame();
    window.scrollTo(0, 0);
    await frame();
    return root.scrollHeight;
  },

  // Waits until pictures and fonts have come or failed; returns how many pictures were still missing.
  async loaded(milliseconds) {
    const late = new Promise((done) => setTimeout(() => done('late'), milliseconds));
    const waiting = [...document.images].filter((i) => !i.complete).map((i) => new Promise((done) => {
      i.addEventListener('load', done, { once: true });
      i.addEventListener('error', done, { once: true });
    }));
    const fonts = document.fonts ? document.fonts.ready : Promise.resolve();
    await Promise.race([Promise.all([...waiting, fonts]), late]);
    return [...document.images].filter((i) => !i.complete).length;
  },

  // Ends finite animations, stops endless ones and all timers; nothing moves afterwards.
  async freeze() {
    for (const animation of document.getAnimations ? document.getAnimations() : []) {
      try { animation.finish(); } catch (endless) { animation.cancel(); }
    }
    const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style');
    style.textContent = `*, *::before, *::after { transition: none !important; animation-play-state: paused !important;
      caret-color: transparent !important; scroll-behavior: auto !important; }
      ::-webkit-scrollbar { display: none !important; }`;
    (document.head || document.documentElement).appendChild(style);
    document.querySelectorAll('video, audio').forEach((m) => { try { m.pause(); } catch (gone) { m.removeAttribute('autoplay'); } });
    const frames = () => new Promise((done) => { const t = setTimeout(done, 200);
      requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(t); done(); })); });
    await frames();
    const last = setTimeout(() => {}, 0);
    for (let i = 0; i <= last; i++) { clearTimeout(i); clearInterval(i); }
    const later = window.requestAnimationFrame.bind(window);
    window.__jaxdesignFrames = () => new Promise((done) => later(() => later(done)));
    const nothing = () => 0;
    for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) window[name] = nothing;
    return true;
  },

  // From now on counts what changes in the page.
  watch() {
    const state = { changes: 0, height: document.documentElement.scrollHeight };
    window.__jaxdesignWatch = state;
    new MutationObserver((records) => { state.changes += records.length; })
      .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    return true;
  },

  // How much has changed since `watch`.
  async changes() {
    await window.__jaxdesignFrames();
    const state = window.__jaxdesignWatch;
    return state.changes + (state.height === document.documentElement.scrollHeight ? 0 : 1);
  },

  // Natural sizes of all pictures used as backgrounds: {address: [w, h]}.
  async backgrounds(milliseconds) {
    const addresses = new Set();
    for (const element of document.querySelectorAll('*')) {
      for (const which of [null, '::before', '::after']) {
        const css = getComputedStyle(element, which).backgroundImage;
        if (css && css !== 'none') for (const match of css.matchAll(/url\(["']?(.*?)["']?\)/g)) addresses.add(match[1]);
      }
      if (addresses.size > 400) break;
    }
    const sizes = {};
    const one = (address) => new Promise((done) => {
      const picture = new Image();
      picture.onload = () => { sizes[address] = [picture.naturalWidth || 1, picture.naturalHeight || 1]; done(); };
      picture.onerror = done;
      picture.src = address;
    });
    const late = new Promise((done) => setTimeout(done, milliseconds));
    await Promise.race([Promise.all([...addresses].map(one)), late]);
    return sizes;
  },
})
