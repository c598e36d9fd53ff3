// Every painted element of a page, in the order CSS paints them (CSS 2.2, appendix E), and the blocks
// it can be cut at. Evaluates to a function (page, text, painter) -> {elements, blocks, width, height, ...}.
(page, text, painter) => {
  const MAX_ELEMENTS = 20000;
  const SKIPPED = new Set(['script', 'style', 'noscript', 'template', 'head', 'title', 'meta', 'link', 'br', 'wbr',
                           'defs', 'clippath', 'mask', 'pattern', 'lineargradient', 'radialgradient', 'symbol', 'marker',
                           'option', 'optgroup', 'source', 'track', 'audio', 'map', 'area', 'param', 'datalist']);
  const blocks = [];
  let visited = 0;

  // A layer paints: itself, layers under it, blocks, floats, lines, layers at 0, layers above.
  const layer = (z = 0) => ({ z, own: [], under: [], block: [], floats: [], inline: [], zero: [], above: [] });
  const byZ = (layers) => layers.map((l, i) => [l, i]).sort((a, b) => a[0].z - b[0].z || a[1] - b[1]).map(([l]) => l);
  const flatten = (l, out) => {
    if (!l.own) { out.push(l); return out; }
    l.own.forEach((item) => flatten(item, out));
    byZ(l.under).forEach((item) => flatten(item, out));
    for (const phase of ['block', 'floats', 'inline', 'zero']) l[phase].forEach((item) => flatten(item, out));
    byZ(l.above).forEach((item) => flatten(item, out));
    return out;
  };

  const laysOutItems = (look) => /flex|grid/.test(look.display);
  const stacks = (look, inItems) =>
    ((look.position !== 'static' || inItems) && look.zIndex !== 'auto') || look.position === 'fixed' ||
    look.position === 'sticky' || parseFloat(look.opacity) < 1 || page.contains(look) ||
    look.mixBlendMode !== 'normal' || look.isolation === 'isolate' || look.willChange.includes('transform') ||
    look.willChange.includes('opacity') || (look.clipPath && look.clipPath !== 'none') ||
    (look.maskImage && look.maskImage !== 'none') || /paint|layout|strict|content/.test(look.contain);

  // The layer an element paints into: {into, stack, direct}; `direct` where its boxes go.
  const layerOf = (look, inItems, into, stack) => {
    const positioned = look.position !== 'static';
    if (stacks(look, inItems)) {
      const z = (positioned || inItems) && look.zIndex !== 'auto' ? parseInt(look.zIndex, 10) || 0 : 0;
      const made = layer(z);
      (z < 0 ? stack.under : z > 0 ? stack.above : stack.zero).push(made);
      return { into: made, stack: made, direct: made.own };
    }
    if (positioned) {
      const made = layer();
      stack.zero.push(made);
      return { into: made, stack, direct: made.own };
    }
    if (look.cssFloat !== 'none' && !inItems) {
      const made = layer();
      into.floats.push(made);
      return { into: made, stack, direct: made.own };
    }
    if (inItems || /^inline-/.test(look.display)) {
      const made = layer();
      into.inline.push(made);
      return { into: made, stack, direct: made.own };
    }
    return { into, stack, direct: look.display === 'inline' ? into.inline : into.block };
  };

  const boxesOf = (element, look) => {
    if (look.display !== 'inline' || element instanceof SVGElement) return [element.getBoundingClientRect()];
    const rects = [...element.getClientRects()];
    return rects.length ? rects : [element.getBoundingClientRect()];
  };

  const noteBlock = (element, look, state, box, parent, depth) => {
    if (state.hidden || look.visibility !== 'visible' || box[2] < 120 || box[3] < 40 || look.display === 'inline') return parent;
    blocks.push({ p: parent, tag: element.tagName.toLowerCase(), b: box.map((v) => page.round(v)), d: depth, pos: look.position,
                  role: element.getAttribute('role') || '', name: `${element.id} ${element.getAttribute('class') || ''}`.slice(0, 120) });
    return blocks.length - 1;
  };

  const children = (element) => {
    if (element.shadowRoot) return element.shadowRoot.childNodes;
    if (element.tagName === 'SLOT' && element.assignedNodes) {
      const given = element.assignedNodes();
      return given.length ? given : element.childNodes;
    }
    if (/^I?FRAME$/.test(element.tagName)) {
      let inner = null;
      try { inner = element.contentDocument; } catch (error) { return []; }
      return inner && inner.documentElement ? [inner.documentElement] : [];
    }
    return element.childNodes;
  };

  const isDrawing = (element) => element.tagName.toLowerCase() === 'svg' && !element.ownerSVGElement;

  const visit = (element, into, stack, depth, parent, inItems) => {
    const tag = element.tagName.toLowerCase();
    if (SKIPPED.has(tag) || visited++ > MAX_ELEMENTS) return;
    const look = page.style(element);
    if (look.display === 'none') return;
    const state = page.state(element);
    if (state.hidden) return;
    const own = layerOf(look, inItems, into, stack);
    const inDrawing = element instanceof SVGElement && !isDrawing(element);
    const boxes = look.display === 'contents' ? [] : boxesOf(element, look).map((rect) => page.place(rect, element));
    const block = boxes.length && !inDrawing ? noteBlock(element, look, state, page.union(boxes), parent, depth) : parent;
    if (look.visibility === 'visible' && boxes.length) {
      if (inDrawing) {
        const found = tag === 'image' ? painter.picture(element, boxes[0], state, depth)
          : painter.isShape(element) ? painter.shape(element, boxes[0], state, depth) : null;
        if (found) into.inline.push(found);
      } else {
        for (const box of boxes) own.direct.push(...painter.background(element, look, box, state, depth));
        for (const item of painter.pseudo(element, '::before', page.union(boxes), state, depth)) own.into.inline.push(item);
        const found = isDrawing(element)
          ? (painter.opened(element) ? null : painter.drawing(element, boxes[0], { ...state, clip: state.clip }, depth))
          : painter.picture(element, boxes[0], state, depth);
        if (found) own.into.inline.push(found);
        if (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) {
          const run = text.control(element, 0, depth);
          if (run) own.into.inline.push(run);
        }
      }
    }
    const closed = isDrawing(element) && !painter.opened(element);
    const leaf = /^(TEXTAREA|SELECT|OBJECT|EMBED|VIDEO|CANVAS)$/.test(element.tagName);
    if (!closed && !leaf) {
      for (const child of children(element)) {
        if (child.nodeType === Node.TEXT_NODE) {
          const slot = { order: 0 };
          own.into.inline.push(slot);
          text.take(child, element, slot, depth + 1);
        } else if (child.nodeName === 'BR') {
          text.lineBreak();
        } else if (child.nodeType === Node.ELEMENT_NODE) {
          visit(child, own.into, own.stack, depth + 1, block, laysOutItems(look));
        }
      }
    }
    if (look.visibility === 'visible' && boxes.length && !inDrawing) {
      for (const item of painter.pseudo(element, '::after', page.union(boxes), state, depth)) {
        // A positioned ::after lies over the content, one with a negative z-index under it.
        const z = parseInt(page.style(element, '::after').zIndex, 10);
        (z < 0 ? own.direct : page.style(element, '::after').position === 'static' ? own.into.inline : own.into.zero).push(item);
      }
    }
  };

  const root = layer();
  visit(document.documentElement, root, root, -1, -1, false);
  const painted = flatten(root, []);
  painted.forEach((item, i) => { if (item.t) item.o = i; else item.order = i; });
  const runs = text.runs().map((run) => ({ ...run, o: run.o.order }));
  const elements = [...painted.filter((item) => item.t), ...runs].sort((a, b) => a.o - b.o);
  elements.forEach((element, i) => {
    element.o = i;
    element.b = element.b.map((v) => page.round(v));
  });
  const meta = (name) => {
    const node = document.querySelector(`meta[name="${name}" i], meta[property="${name}" i]`);
    return node ? (node.getAttribute('content') || '').trim() : '';
  };
  // Addresses of a slide deck's other slides, as fragments.
  const slides = () => {
    const numbered = (selector, fragment) => [...document.querySelectorAll(selector)].map(fragment);
    if (window.Reveal && Reveal.getSlides) {
      return Reveal.getSlides().map((slide) => { const at = Reveal.getIndices(slide); return `#/${at.h}${at.v ? `/${at.v}` : ''}`; });
    }
    if (document.querySelector('#webslides > section')) return numbered('#webslides > section', (_, i) => `#slide=${i + 1}`);
    if (window.impress && document.querySelector('#impress')) return numbered('#impress .step[id]', (step) => `#/${step.id}`);
    if (document.querySelector('.remark-slides-area')) return numbered('.remark-slide-container', (_, i) => `#${i + 1}`);
    return [];
  };
  // Pictures that did not come leave a mark of the browser's on the page.
  const broken = () => [...document.images].filter((i) => i.complete && !i.naturalWidth && i.getAttribute('src'))
    .map((i) => ({ i, look: page.style(i), state: page.state(i) }))
    .filter(({ look, state }) => !state.hidden && look.display !== 'none' && look.visibility === 'visible')
    .map(({ i }) => page.place(i.getBoundingClientRect(), i).map((v) => page.round(v))).filter((b) => b[2] > 4 && b[3] > 4);
  const failed = (link) => {
    if (!link.sheet || (window.__jaxdesignFailed || []).includes(link.href)) return true;
    try {
      if (link.sheet.cssRules.length) return false;
    } catch (foreign) {
      return false;
    }
    const entry = performance.getEntriesByName(link.href)[0];
    return !entry || entry.responseStatus >= 400 || !entry.decodedBodySize;
  };
  // Style sheets that did not come, but for those of fonts and icons.
  const unstyled = () => [...document.querySelectorAll('link[rel~="stylesheet" i][href]')]
    .filter((l) => !l.disabled && (!l.media || matchMedia(l.media).matches) && failed(l)).map((l) => l.href)
    .filter((h) => !/font|icon|awesome|typekit|prism|highlight/i.test(h));
  const body = document.body || document.documentElement;
  return {
    slides: slides().slice(0, 60), broken: broken(), unstyled: unstyled(),
    elements: elements.filter((element) => painter.seen(element.b) && element.d >= 0), blocks,
    width: Math.max(document.documentElement.clientWidth, innerWidth),
    height: Math.max(document.documentElement.scrollHeight, body.scrollHeight || 0),
    title: document.title || '', desc: meta('description') || meta('og:description'),
    bodyBg: page.style(body).backgroundColor, htmlBg: page.style(document.documentElement).backgroundColor,
    fonts: [...(document.fonts || [])].filter((f) => f.status === 'loaded').map((f) => f.family.replace(/^["']|["']$/g, '')),
    author: meta('author') || meta('article:author'), robots: meta('robots'), tdm: meta('tdm-reservation'),
    licenses: [...document.querySelectorAll('a[rel~="license" i], link[rel~="license" i], a[href*="creativecommons.org/licenses"], a[href*="creativecommons.org/publicdomain"]')]
      .map((a) => a.href).filter(Boolean).slice(0, 5),
    links: [...document.querySelectorAll('a[href], area[href]')].map((a) => a.href).filter((h) => /^https?:/.test(h)).slice(0, 2000),
  };
}
