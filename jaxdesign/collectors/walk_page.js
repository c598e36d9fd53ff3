// What is known about every element of a page: style, place, clip, opacity, transform.
// Evaluates to a function () -> page. Places are page coordinates at scroll position 0.
() => {
  const styles = new WeakMap();
  const states = new WeakMap();
  const offsets = new Map([[document, [0, 0]]]);
  const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });

  const round = (value, digits = 1) => {
    const unit = 10 ** digits;
    return Number.isFinite(value) ? Math.round(value * unit) / unit : 0;
  };

  const style = (element, pseudo) => {
    if (pseudo) return getComputedStyle(element, pseudo);
    let found = styles.get(element);
    if (!found) styles.set(element, (found = getComputedStyle(element)));
    return found;
  };

  const RGB = /^rgba?\(\s*([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\s*\)$/;
  const levels = (css) => {
    const match = RGB.exec(css || '');
    if (match) return [+match[1], +match[2], +match[3], match[4] === undefined ? 1 : +match[4]].map((v) => round(v, 3));
    if (!css || css === 'transparent' || css === 'none' || css.startsWith('url')) return null;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = 'rgba(0, 0, 0, 0)';
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, round(a / 255, 3)];
  };
  const firstColor = (css) => {
    const match = /(?:rgba?|hsla?|oklch|oklab|color|lab|lch)\([^)]*\)/.exec(css || '');
    return match ? levels(match[0]) : null;
  };

  const offset = (owner) => {
    let found = offsets.get(owner);
    if (found) return found;
    const frame = owner.defaultView && owner.defaultView.frameElement;
    if (!frame) return [0, 0];
    const rect = frame.getBoundingClientRect();
    const look = style(frame);
    const base = offset(frame.ownerDocument);
    found = [base[0] + rect.left + frame.clientLeft + parseFloat(look.paddingLeft),
             base[1] + rect.top + frame.clientTop + parseFloat(look.paddingTop)];
    offsets.set(owner, found);
    return found;
  };
  const shift = (rect, element) => {
    const [dx, dy] = offset(element.ownerDocument);
    return { left: rect.left + dx, top: rect.top + dy, right: rect.right + dx, bottom: rect.bottom + dy,
             width: rect.width, height: rect.height };
  };
  const place = (rect, element) => {
    const moved = shift(rect, element);
    return [moved.left + scrollX, moved.top + scrollY, moved.width, moved.height];
  };
  const union = (boxes) => {
    const x = Math.min(...boxes.map((b) => b[0]));
    const y = Math.min(...boxes.map((b) => b[1]));
    return [x, y, Math.max(...boxes.map((b) => b[0] + b[2])) - x, Math.max(...boxes.map((b) => b[1] + b[3])) - y];
  };

  const parentOf = (element) => element.assignedSlot || element.parentElement ||
    (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null) ||
    (element.ownerDocument.defaultView && element.ownerDocument.defaultView.frameElement);

  const EVERYWHERE = [-1e6, -1e6, 1e6, 1e6];
  const meet = (a, b) => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  const contains = (look) => look.transform !== 'none' || look.filter !== 'none' || look.perspective !== 'none';

  const containingBlock = (element, fixed) => {
    let block = parentOf(element);
    while (block && !(contains(style(block)) || (!fixed && style(block).position !== 'static'))) block = parentOf(block);
    return block;
  };

  // What an element's content is clipped to, in client coordinates of the top window.
  const clipInside = (element, outer) => {
    const look = style(element);
    const root = element === element.ownerDocument.documentElement || element === element.ownerDocument.body;
    if (root || element instanceof SVGElement || look.display === 'inline' ||
        (look.overflowX === 'visible' && look.overflowY === 'visible')) return outer;
    const rect = shift(element.getBoundingClientRect(), element);
    const inner = [rect.left + element.clientLeft, rect.top + element.clientTop,
                   rect.right - element.clientLeft, rect.bottom - element.clientTop];
    if (look.overflowX === 'visible') { inner[0] = -1e6; inner[2] = 1e6; }
    if (look.overflowY === 'visible') { inner[1] = -1e6; inner[3] = 1e6; }
    return meet(outer, inner);
  };

  const cutAway = (look) =>
    (look.position === 'absolute' && /^rect\(\s*[01]px,?\s*[01]px,?\s*[01]px,?\s*[01]px\s*\)$/.test(look.clip)) ||
    /^inset\((?:50|100)%/.test(look.clipPath);

  // {opacity, clip, inside, hidden, matrix, pos, z} of an element.
  const state = (element) => {
    const known = states.get(element);
    if (known) return known;
    const look = style(element);
    const parent = parentOf(element);
    const above = parent ? state(parent)
      : { opacity: 1, inside: EVERYWHERE, hidden: false, matrix: new DOMMatrix() };
    let clip = above.inside;
    if (look.position === 'fixed' || look.position === 'absolute') {
      const block = containingBlock(element, look.position === 'fixed');
      clip = block ? state(block).inside : EVERYWHERE;
    }
    const opacity = above.opacity * parseFloat(look.opacity);
    const found = {
      opacity, clip, pos: look.position, z: 'auto',
      hidden: above.hidden || look.display === 'none' || opacity < 0.02 || cutAway(look) ||
        look.contentVisibility === 'hidden',
      matrix: look.transform === 'none' ? above.matrix : above.matrix.multiply(flat(new DOMMatrix(look.transform))),
    };
    found.inside = clipInside(element, clip);
    states.set(element, found);
    return found;
  };
  const flat = (matrix) => new DOMMatrix([matrix.a, matrix.b, matrix.c, matrix.d, 0, 0]);

  const matrixOf = (element) => {
    const inDrawing = element.ownerSVGElement && element.getScreenCTM && element.getScreenCTM();
    return inDrawing || state(element).matrix;
  };
  const scaleOf = (element) => {
    const m = matrixOf(element);
    return Math.sqrt(Math.abs(m.a * m.d - m.b * m.c)) || 1;
  };
  const angleOf = (element) => {
    const m = matrixOf(element);
    const angle = (Math.atan2(m.b, m.a) * 180) / Math.PI;
    return Math.abs(angle) < 0.3 || m.a * m.d - m.b * m.c < 0 ? 0 : round(angle, 2);
  };
  // The box before the rotation about its centre, from the box around what was rotated.
  const unrotated = (box, element, angle) => {
    if (!angle) return box;
    const cos = Math.abs(Math.cos((angle * Math.PI) / 180));
    const sin = Math.abs(Math.sin((angle * Math.PI) / 180));
    const det = cos * cos - sin * sin;
    if (Math.abs(det) < 0.05) return box;
    const w = (box[2] * cos - box[3] * sin) / det;
    const h = (box[3] * cos - box[2] * sin) / det;
    if (w <= 0 || h <= 0) return box;
    return [box[0] + (box[2] - w) / 2, box[1] + (box[3] - h) / 2, w, h];
  };

  const paints = (look) => {
    const fill = levels(look.backgroundColor);
    return (fill && fill[3] > 0.01) || look.backgroundImage !== 'none' ||
      ['Top', 'Right', 'Bottom', 'Left'].some((s) => parseFloat(look[`border${s}Width`]) > 0 && s !== 'Bottom');
  };
  // True where one of two inline elements of a block stands on paint of its own that the other does not share.
  const paintsBetween = (a, b, block) => {
    const painted = (element) => {
      for (let e = element; e && e !== block; e = e.parentElement) if (paints(style(e))) return e;
      return null;
    };
    return painted(a) !== painted(b);
  };

  return {
    round, style, levels, firstColor, shift, place, union, state, scaleOf, angleOf, unrotated, paintsBetween,
    containingBlock, parentOf, contains, offset, pen: () => context, counts: { words: 0 },
  };
}
