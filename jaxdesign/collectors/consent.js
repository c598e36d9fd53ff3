// Closes what lies over a page and asks for consent or a subscription; returns what it did.
// Evaluates to a function () -> [string].
async () => {
  const done = [];
  const KNOWN = ['#onetrust-banner-sdk', '#onetrust-consent-sdk', '#CybotCookiebotDialog', '#CybotCookiebotDialogBodyUnderlay',
    '.cc-window', '.cc-banner', '#cookie-law-info-bar', '#usercentrics-root', '#didomi-host', '.qc-cmp2-container',
    '#sp_message_container', '[id^="sp_message_container"]', '.fc-consent-root', '#cookiescript_injected', '.osano-cm-window',
    '#truste-consent-track', '#cookie-notice', '.cookie-banner', '.cookie-consent', '#cookieConsent', '#gdpr-consent'];
  const TOPIC = /cookie|consent|gdpr|privacy|datenschutz|einwillig|vie priv|privacidad|newsletter|subscribe|sign up|age verification|are you (over )?1[68]/i;
  const REFUSE = /^(reject|refuse|decline|deny|only necessary|necessary only|essential|no,? thanks?|not now|maybe later|ablehnen|nur notwendige|alle ablehnen|refuser|rechazar|rifiuta|odrzu)/i;
  const CLOSE = /^(close|dismiss|got it|ok(ay)?|i understand|understood|continue|schlie|fermer|cerrar|chiudi|[×✕✖x])$/i;
  const AGREE = /^(accept|agree|allow|i agree|yes|akzeptieren|alle akzeptieren|zustimmen|accepter|aceptar|accetta|zgadzam)/i;

  const visible = (e) => {
    const look = getComputedStyle(e);
    const rect = e.getBoundingClientRect();
    return look.display !== 'none' && look.visibility === 'visible' && parseFloat(look.opacity) > 0.05 && rect.width > 1 && rect.height > 1;
  };
  const covers = (e) => {
    const rect = e.getBoundingClientRect();
    const w = Math.min(rect.right, innerWidth) - Math.max(rect.left, 0);
    const h = Math.min(rect.bottom, innerHeight) - Math.max(rect.top, 0);
    return w > 0 && h > 0 ? (w * h) / (innerWidth * innerHeight) : 0;
  };
  const walls = () => {
    const found = new Set(KNOWN.flatMap((s) => [...document.querySelectorAll(s)]).filter(visible));
    for (const e of document.body ? document.body.querySelectorAll('*') : []) {
      const look = getComputedStyle(e);
      const modal = e.matches('dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]');
      const floating = look.position === 'fixed' || look.position === 'sticky' || (look.position === 'absolute' && modal);
      if (!floating && !modal) continue;
      if (!visible(e) || [...found].some((f) => f.contains(e))) continue;
      if (e.matches('nav, header') || e.querySelector('nav')) continue;
      const words = (e.innerText || '').slice(0, 3000);
      const z = parseInt(look.zIndex, 10) || 0;
      const shade = covers(e) > 0.9 && z > 0 && !/\S/.test(words) && !e.querySelector('img, video, canvas, svg') && look.pointerEvents !== 'none';
      if ((TOPIC.test(words) && (covers(e) > 0.02)) || (modal && covers(e) > 0.15) || shade) found.add(e);
    }
    return [...found];
  };
  const button = (wall, pattern) => [...wall.querySelectorAll('button, [role="button"], input[type="button"], input[type="submit"], a')]
    .find((b) => {
      const label = (b.innerText || b.value || b.getAttribute('aria-label') || b.title || '').trim();
      const leaves = b.tagName === 'A' && b.getAttribute('href') && !/^(#|javascript:)/.test(b.getAttribute('href'));
      return visible(b) && !leaves && pattern.test(label);
    });
  const pause = () => new Promise((next) => setTimeout(next, 150));

  for (let round = 0; round < 3; round++) {
    const found = walls();
    if (!found.length) break;
    for (const wall of found) {
      const way = [REFUSE, CLOSE, AGREE].map((p) => button(wall, p)).find(Boolean);
      if (way && round < 2) {
        done.push(`pressed: ${(way.innerText || way.value || way.getAttribute('aria-label') || '').trim().slice(0, 40)}`);
        way.click();
      } else {
        done.push(`removed: ${wall.tagName.toLowerCase()}${wall.id ? '#' + wall.id : ''}`);
        wall.remove();
      }
    }
    await pause();
  }
  if (done.length) {
    for (const e of [document.documentElement, document.body]) {
      if (e && /hidden|clip/.test(getComputedStyle(e).overflowY)) e.style.setProperty('overflow', 'visible', 'important');
      if (e && getComputedStyle(e).position === 'fixed') e.style.setProperty('position', 'static', 'important');
      if (e && /blur/.test(getComputedStyle(e).filter)) e.style.setProperty('filter', 'none', 'important');
    }
    for (const e of document.body ? document.body.children : []) {
      if (/blur/.test(getComputedStyle(e).filter)) e.style.setProperty('filter', 'none', 'important');
    }
  }
  return done;
}
