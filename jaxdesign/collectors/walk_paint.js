// What an element paints besides text: filled and bordered boxes, pictures, drawings, pseudo-elements.
// Evaluates to a function (page, natural) -> painter; `natural` maps picture addresses to [w, h].
(page, natural) => {
  const MAX_SHAPES = 150;

  const cut = (box, clip) => {
    const x = Math.max(box[0], clip[0] + scrollX);
    const y = Math.max(box[1], clip[1] + scrollY);
    return [x, y, Math.min(box[0] + box[2], clip[2] + scrollX) - x, Math.min(box[1] + box[3], clip[3] + scrollY) - y];
  };
  const seen = (box) => box[2] >= 0.4 && box[3] >= 0.4 && box[0] + box[2] > 0 && box[1] + box[3] > 0;

  const radiusOf = (style, box) => {
    const raw = style.borderTopLeftRadius.split(' ')[0];
    const limit = Math.min(box[2], box[3]) / 2;
    const value = raw.endsWith('%') ? (parseFloat(raw) / 100) * Math.min(box[2], box[3]) : parseFloat(raw);
    return page.round(Math.min(value || 0, limit));
  };

  const common = (element, state, depth) => ({
    tag: element.tagName.toLowerCase(), op: page.round(state.opacity, 4), d: depth, z: state.z, pos: state.pos,
  });

  const sidesOf = (style) => ['Top', 'Right', 'Bottom', 'Left'].map((side) => {
    const kind = style[`border${side}Style`];
    const color = page.levels(style[`border${side}Color`]) || [0, 0, 0, 0];
    const width = kind === 'none' || kind === 'hidden' || color[3] < 0.01 ? 0 : parseFloat(style[`border${side}Width`]);
    return { width, color };
  });

  // Borders that are not alike on all sides, as thin boxes of their own.
  const rules = (sides, box, base) => {
    const [top, right, bottom, left] = sides;
    const [x, y, w, h] = box;
    const bars = [[top, [x, y, w, top.width]], [right, [x + w - right.width, y, right.width, h]],
                  [bottom, [x, y + h - bottom.width, w, bottom.width]], [left, [x, y, left.width, h]]];
    return bars.filter(([side, bar]) => side.width > 0 && seen(bar)).map(([side, bar]) => ({
      t: 'box', ...base, b: bar, fill: side.color, grad: null, r: 0, bw: 0, bc: side.color, sh: null,
    }));
  };

  const layersOf = (css) => {
    const layers = [];
    let depth = 0;
    let start = 0;
    for (let i = 0; i <= css.length; i++) {
      if (css[i] === '(') depth++;
      else if (css[i] === ')') depth--;
      else if (i === css.length || (css[i] === ',' && depth === 0)) {
        layers.push(css.slice(start, i).trim());
        start = i + 1;
      }
    }
    return layers;
  };

  const along = (position, room) => (position.endsWith('%') ? (parseFloat(position) / 100) * room : parseFloat(position) || 0);
  // Where one layer of a background picture is painted within its box.
  const pictureBox = (style, i, size, box) => {
    const pick = (list) => { const all = list.split(/,\s*/); return all[i % all.length]; };
    const fit = pick(style.backgroundSize);
    if (!size || fit === 'cover' || !/no-repeat/.test(pick(style.backgroundRepeat))) return box;
    let [w, h] = size;
    if (fit === 'contain') {
      const scale = Math.min(box[2] / w, box[3] / h);
      [w, h] = [w * scale, h * scale];
    } else if (fit !== 'auto') {
      const [fw, fh = 'auto'] = fit.split(' ');
      const ratio = w / h;
      const rw = fw === 'auto' ? null : along(fw, box[2]);
      const rh = fh === 'auto' ? null : along(fh, box[3]);
      w = rw ?? (rh !== null ? rh * ratio : w);
      h = rh ?? w / ratio;
    }
    const x = box[0] + along(pick(style.backgroundPositionX), box[2] - w);
    const y = box[1] + along(pick(style.backgroundPositionY), box[3] - h);
    return cut([x, y, w, h], [box[0] - scrollX, box[1] - scrollY, box[0] + box[2] - scrollX, box[1] + box[3] - scrollY]);
  };

  // Box and background pictures that `style` paints on `box` (page coordinates).
  const background = (element, style, box, state, depth) => {
    const base = common(element, state, depth);
    const result = [];
    const masked = (style.maskImage && style.maskImage !== 'none') ||
      (style.webkitMaskImage && style.webkitMaskImage !== 'none');
    const onText = /text/.test(style.webkitBackgroundClip || style.backgroundClip || '');
    const fill = onText ? null : page.levels(style.backgroundColor);
    const layers = style.backgroundImage === 'none' || onText ? [] : layersOf(style.backgroundImage);
    const gradients = layers.filter((layer) => /gradient\(/.test(layer));
    const sides = sidesOf(style);
    const even = sides.every((s) => s.width === sides[0].width && s.color.join() === sides[0].color.join());
    const shadow = style.boxShadow === 'none' ? null : style.boxShadow;
    const whole = box;
    box = cut(box, state.clip);
    if (!seen(box)) return result;
    if (masked) {
      return fill && fill[3] > 0.01 || layers.length
        ? [{ t: 'img', ...base, tag: 'i', b: box, nw: 0, nh: 0, alt: '', r: 0 }] : [];
    }
    const bordered = even && sides[0].width > 0;
    if ((fill && fill[3] > 0.01) || gradients.length || bordered || shadow) {
      result.push({
        t: 'box', ...base, b: box, fill: fill || [0, 0, 0, 0],
        grad: gradients.length ? gradients.join(', ') : null, r: radiusOf(style, box),
        bw: bordered ? sides[0].width : 0, bc: sides[0].color, sh: shadow,
      });
    }
    const pictures = [];
    layers.forEach((layer, i) => {
      const match = /^url\(["']?(.*?)["']?\)$/.exec(layer);
      if (!match || !natural[match[1]]) return;
      const b = cut(pictureBox(style, i, natural[match[1]], whole), state.clip);
      if (!seen(b)) return;
      const [nw, nh] = natural[match[1]];
      pictures.unshift({ t: 'img', ...base, tag: 'bg', b, nw, nh, alt: '', r: radiusOf(style, b) });
    });
    // A gradient above a picture is an overlay: it is painted after the picture.
    const firstGradient = layers.findIndex((layer) => /gradient\(/.test(layer));
    const firstPicture = layers.findIndex((layer) => layer.startsWith('url('));
    if (pictures.length && firstGradient >= 0 && firstGradient < firstPicture && result.length) {
      const overlay = { ...result[0], fill: [0, 0, 0, 0], bw: 0, sh: null };
      result[0] = { ...result[0], grad: null };
      if (!(result[0].fill[3] > 0.01) && !result[0].bw && !result[0].sh) result.shift();
      result.push(...pictures, overlay);
    } else {
      result.push(...pictures);
    }
    if (!even) result.push(...rules(sides, whole, base).map((rule) => ({ ...rule, b: cut(rule.b, state.clip) }))
      .filter((rule) => seen(rule.b)));
    return result;
  };

  const contentBox = (element, style, box) => {
    const inset = (side) => parseFloat(style[`padding${side}`]) + parseFloat(style[`border${side}Width`]) || 0;
    return [box[0] + inset('Left'), box[1] + inset('Top'),
            box[2] - inset('Left') - inset('Right'), box[3] - inset('Top') - inset('Bottom')];
  };

  // Where a replaced element's picture lies in its content box.
  const fitted = (style, size, box) => {
    const fit = style.objectFit;
    if (!size[0] || !size[1] || fit === 'fill' || fit === 'cover') return box;
    let scale = Math.min(box[2] / size[0], box[3] / size[1]);
    if (fit === 'none') scale = 1;
    if (fit === 'scale-down') scale = Math.min(scale, 1);
    const [w, h] = [size[0] * scale, size[1] * scale];
    if (w >= box[2] && h >= box[3]) return box;
    const [px = '50%', py = '50%'] = style.objectPosition.split(' ');
    return [box[0] + along(px, box[2] - w), box[1] + along(py, box[3] - h), w, h];
  };

  const naturalSize = (element) => {
    switch (element.tagName.toUpperCase()) {
      case 'IMG': return element.complete && element.naturalWidth ? [element.naturalWidth, element.naturalHeight] : null;
      case 'INPUT': return element.type === 'image' ? [0, 0] : null;
      case 'CANVAS': return element.width && element.height ? [element.width, element.height] : null;
      case 'VIDEO': return element.videoWidth || element.poster ? [element.videoWidth, element.videoHeight] : null;
      case 'IFRAME': return element.contentDocument || !element.src ? null : [0, 0];
      case 'OBJECT': case 'EMBED': return element.contentDocument ? null : [0, 0];
      case 'IMAGE': return element.ownerSVGElement && element.getAttribute('href') !== '' ? [0, 0] : null;
      default: return null;
    }
  };

  // The picture of a replaced element, or null.
  const picture = (element, box, state, depth) => {
    const size = naturalSize(element);
    if (!size) return null;
    const style = page.style(element);
    const b = cut(fitted(style, size, contentBox(element, style, box)), state.clip);
    if (!seen(b)) return null;
    return { t: 'img', ...common(element, state, depth), b, nw: size[0], nh: size[1],
             alt: (element.getAttribute('alt') || '').slice(0, 300), r: radiusOf(style, b) };
  };

  // A drawing as one picture.
  const drawing = (element, box, state, depth) => {
    const b = cut(box, state.clip);
    if (!seen(b) || !element.querySelector('path, rect, circle, ellipse, polygon, polyline, line, use, image, text, g')) return null;
    const label = element.getAttribute('aria-label') || (element.querySelector(':scope > title') || {}).textContent || '';
    return { t: 'img', ...common(element, state, depth), tag: 'svg', b, nw: page.round(b[2]), nh: page.round(b[3]),
             alt: label.trim().slice(0, 300), r: 0 };
  };

  // True where a drawing is read shape by shape: it is the document, or it holds words.
  const opened = (element) =>
    (element === element.ownerDocument.documentElement || element.querySelector('text, foreignObject')) &&
    element.querySelectorAll('path, rect, circle, ellipse, polygon, polyline, line, image').length <= MAX_SHAPES;

  const paintOf = (style, which) => {
    const raw = style[which];
    const levels = page.levels(raw);
    if (!levels) return raw && raw.startsWith('url') ? 'server' : null;
    levels[3] = page.round(levels[3] * (parseFloat(style[`${which}Opacity`]) || 0), 3);
    return levels[3] > 0.01 ? levels : null;
  };

  // A gradient of a drawing as CSS would say it.
  const serverGradient = (element, raw) => {
    const id = (/#([^"')]+)/.exec(raw) || [])[1];
    let server = id && element.ownerDocument.getElementById(id);
    const node = server;
    const stopsOf = (s) => (s ? [...s.querySelectorAll('stop')] : []);
    while (server && !stopsOf(server).length && server.href && server.href.baseVal) {
      server = element.ownerDocument.getElementById(server.href.baseVal.slice(1));
    }
    const stops = stopsOf(server).map((stop) => {
      const look = page.style(stop);
      const c = page.levels(look.stopColor) || [0, 0, 0, 1];
      return `rgba(${c[0]}, ${c[1]}, ${c[2]}, ${c[3] * parseFloat(look.stopOpacity)}) ${page.round(stop.offset.baseVal * 100)}%`;
    });
    if (stops.length < 2) return null;
    if (!/linear/i.test(node.tagName)) return `radial-gradient(${stops.join(', ')})`;
    const at = (name) => { const length = node[name].baseVal; return length.unitType === 2 ? length.valueInSpecifiedUnits / 100 : length.value; };
    const box = element.getBBox();
    const user = node.gradientUnits.baseVal === 1;
    const dx = (at('x2') - at('x1')) * (user ? 1 : box.width);
    const dy = (at('y2') - at('y1')) * (user ? 1 : box.height);
    return `linear-gradient(${page.round((Math.atan2(dy, dx) * 180) / Math.PI + 90)}deg, ${stops.join(', ')})`;
  };

  // One shape of an opened drawing.
  const shape = (element, box, state, depth) => {
    const style = page.style(element);
    const b = cut(box, state.clip);
    if (style.visibility !== 'visible') return null;
    const tag = element.tagName.toLowerCase();
    const fill = tag === 'line' ? null : paintOf(style, 'fill');
    const stroke = paintOf(style, 'stroke');
    const width = stroke ? parseFloat(style.strokeWidth) * page.scaleOf(element) : 0;
    if (!fill && !stroke) return null;
    const rule = tag === 'line' || (tag === 'path' && Math.min(b[2], b[3]) < 0.5);
    if (rule && stroke && stroke !== 'server') {
      if (b[2] < width) { b[0] -= width / 2; b[2] += width; }
      if (b[3] < width) { b[1] -= width / 2; b[3] += width; }
      return seen(b) ? { t: 'box', ...common(element, state, depth), b, fill: stroke, grad: null, r: 0, bw: 0, bc: stroke, sh: null } : null;
    }
    if (!seen(b)) return null;
    const round = tag === 'circle' || tag === 'ellipse';
    if (tag !== 'rect' && !round) {
      return { t: 'img', ...common(element, state, depth), b, nw: page.round(b[2]), nh: page.round(b[3]), alt: '', r: 0 };
    }
    const r = round ? Math.min(b[2], b[3]) / 2 : (element.rx.baseVal.value || element.ry.baseVal.value || 0) * page.scaleOf(element);
    return { t: 'box', ...common(element, state, depth), b, fill: fill && fill !== 'server' ? fill : [0, 0, 0, 0],
             grad: fill === 'server' ? serverGradient(element, style.fill) : null, r: page.round(r),
             bw: page.round(width), bc: stroke && stroke !== 'server' ? stroke : [0, 0, 0, 0], sh: null };
  };

  const SHAPES = new Set(['path', 'rect', 'circle', 'ellipse', 'polygon', 'polyline', 'line', 'use']);

  // What ::before or ::after paints, where that can be told from its computed style.
  const pseudo = (element, which, box, state, depth) => {
    const style = page.style(element, which);
    if (style.content === 'none' || style.content === 'normal' || style.display === 'none' || style.visibility !== 'visible') return [];
    const opacity = state.opacity * parseFloat(style.opacity);
    if (opacity < 0.02) return [];
    const inner = { ...state, opacity, pos: style.position, clip: state.inside };
    const glyph = /^["'](?:[\ue000-\uf8ff]|[^\u0000-\u052f\s])["']/u.test(style.content);
    if (glyph && style.position !== 'absolute') {
      const size = parseFloat(style.fontSize);
      const alone = !/\S/.test(element.textContent || '');
      const b = cut(alone ? [box[0] + Math.max(0, (box[2] - size) / 2), box[1] + Math.max(0, (box[3] - size) / 2), Math.min(size, box[2]), Math.min(size, box[3])]
        : [which === '::before' ? box[0] : box[0] + box[2] - size, box[1] + (box[3] - size) / 2, size, size], inner.clip);
      return seen(b) ? [{ t: 'img', ...common(element, inner, depth + 1), tag: 'i', b, nw: 0, nh: 0, alt: '', r: 0 }] : [];
    }
    if (style.position !== 'absolute' && style.position !== 'fixed') return [];
    const own = page.style(element);
    const block = own.position !== 'static' || page.contains(own) ? element : page.containingBlock(element, false);
    if (!block || !block.getBoundingClientRect) return [];
    const base = page.place(block.getBoundingClientRect(), block);
    const grow = (a, b) => (style.boxSizing === 'border-box' ? 0
      : ['padding', 'border'].reduce((sum, p) => sum + [a, b].reduce((s, side) => s + (parseFloat(style[p + side + (p === 'border' ? 'Width' : '')]) || 0), 0), 0));
    const w = parseFloat(style.width) + grow('Left', 'Right');
    const h = parseFloat(style.height) + grow('Top', 'Bottom');
    const x = base[0] + (block.clientLeft || 0) + parseFloat(style.left) + parseFloat(style.marginLeft);
    const y = base[1] + (block.clientTop || 0) + parseFloat(style.top) + parseFloat(style.marginTop);
    if (![x, y, w, h].every(Number.isFinite)) return [];
    let placed = [x, y, w, h];
    if (style.transform !== 'none') {
      const m = new DOMMatrix(style.transform);
      if (Math.abs(m.b) > 0.01 || Math.abs(m.c) > 0.01) {
        const size = Math.abs(m.a) * w + Math.abs(m.c) * h;
        const tall = Math.abs(m.b) * w + Math.abs(m.d) * h;
        placed = [x + w / 2 - size / 2 + m.e, y + h / 2 - tall / 2 + m.f, size, tall];
      } else {
        placed = [x + w / 2 - (w * m.a) / 2 + m.e, y + h / 2 - (h * m.d) / 2 + m.f, w * m.a, h * m.d];
      }
    }
    return background(element, style, placed, inner, depth + 1);
  };

  return { background, picture, drawing, opened, shape, pseudo, seen, isShape: (e) => SHAPES.has(e.tagName.toLowerCase()) };
}
