(limit) => {
  // What stands in shadow trees is on no page that is printed out: it is moved to where a reader sees it.
  const open = (root) => {
    for (const node of [...root.querySelectorAll("*")]) {
      if (!node.shadowRoot) continue;
      open(node.shadowRoot);
      node.append(...node.shadowRoot.childNodes);
    }
  };
  open(document);
  const markup = "<!DOCTYPE html>" + document.documentElement.outerHTML;
  return markup.length > limit ? null : markup;
}
