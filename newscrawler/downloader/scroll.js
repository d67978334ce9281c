() => {
  for (const box of document.querySelectorAll('[id*="omment"],[class*="omment"]'))
    if (box.scrollHeight > box.clientHeight + 20) box.scrollTop = box.scrollHeight;
  window.scrollTo(0, document.documentElement.scrollHeight);
  return null;
}
