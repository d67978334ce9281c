(mark, most, limit) => {
  const roots = [document], inside = [];
  for (const root of roots) for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots.push(node.shadowRoot);
  let length = 0;
  for (const root of roots) for (const frame of root.querySelectorAll("iframe")) {
    if (inside.length >= most) return inside;
    frame.setAttribute(mark, inside.length);
    const body = frame.contentDocument && frame.contentDocument.body;
    const markup = body ? body.innerHTML : null;
    length += typeof markup === "string" ? markup.length : 0;
    inside.push(length > limit ? "" : markup);
  }
  return inside;
}
