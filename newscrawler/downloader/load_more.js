() => {
  const comments = /comment|kommentar|commentaire|coment[áa]rio|commenti|reacti(?:es|on)|komentarz|komentar|yorum|discussi|repl(?:y|ies)|thread|コメント|评论|댓글/i;
  const word = String.raw`(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarz[ey]|komentar|yorum(?:lar)?|комментари[ийев]+|コメント|评论|評論|留言|댓글)`;
  const reply = String.raw`(?:repl(?:y|ies)|responses?|antwort(?:en)?|réponses?|respuestas?|respostas?|rispost[ae]|antwoord(?:en)?|odpowiedzi|yanıt(?:lar)?|ответ(?:ы|ов|а)?|返信|回复|답글)`;
  const more = [
    new RegExp(String.raw`\b(?:load|show|see|view|display|more|next|older|newer|previous|all|mehr|weitere|alle|ältere|laden|anzeigen|plus|suivants?|précédents?|voir|afficher|tous|más|ver|cargar|mostrar|todos|mais|carregar|altri|mostra|carica|tutti|meer|toon|więcej|pokaż|daha|показать|ещё|еще)\b.*${word}`, "i"),
    new RegExp(`${word}.*(?:もっと|さらに|すべて|見る|読み込|more|mehr|laden|anzeigen|plus|更多|더 ?보기)`, "i"),
    new RegExp(`(?:もっと|さらに|更多|查看|加载|더).*${word}`, "i"),
  ];
  const generic = /^\W*(?:(?:load|show|see|view|display|read)\s+(?:more|all|older|previous|next|newer|\d+\s+more)(?:\s+\w+)?|more|older|next|weitere?(?:\s+\w+)?(?:\s+(?:laden|anzeigen))?|mehr(?:\s+(?:laden|anzeigen|lesen|zeigen))?|alle\s+anzeigen|(?:afficher|voir|charger|lire)\s+(?:plus|la suite|les suivants)|plus|suivants?|(?:cargar|ver|mostrar|leer)\s+(?:más|todo)|más|(?:carregar|ver|mostrar)\s+mais|mais|(?:carica|mostra|vedi)\s+(?:altro|altri|di più)|altro|(?:meer|laad meer|toon meer)(?:\s+\w+)?|(?:pokaż|załaduj)\s+więcej|więcej|daha fazla(?:\s+\w+)?|muat lebih banyak|lihat lainnya|показать ещ[её]|загрузить ещ[её]|ещ[её])\W*$|^\W*(?:もっと(?:見る|読む|読み込む)|さらに(?:表示|読み込む)|すべて(?:見る|表示)|続きを(?:読む|見る)|次へ|查看更多|加载更多|載入更多|更多|더 ?보기|더 ?불러오기)\W*$/i;
  const unfold = new RegExp(String.raw`^\W*(?:(?:show|view|see|load|open|expand|read|more|hidden|all|\+)\W*)*(?:\d+\W*)?(?:more\W*)?${reply}(?:\W*\(?\d+\)?)?(?:\W*(?:anzeigen|einblenden|afficher|を(?:表示|見る|もっと見る)|показать|보기))?\W*$|^\W*(?:afficher|voir|ver|mostrar|mostra|vedi|bekijk|toon|pokaż|показать|alle|weitere)\s+(?:les\s+|las\s+|as\s+|le\s+)?(?:\d+\s+)?${reply}\W*$|^\W*(?:show|see|read) (?:more|full comment)\W*$|(?:さらに)?\d+\s*件の返信|返信を(?:表示|見る)`, "i");
  const writing = /^\W*(?:reply|antworten|répondre|responder|rispondi|reageren|odpowiedz|yanıtla|ответить|返信(?:する)?|回复|답글 ?달기)\W*$/i;
  const hiding = /\b(?:hide|close|collapse|less|ausblenden|weniger|masquer|moins|ocultar|menos|nascondi|meno)\b|閉じる|隠す/i;
  if (!(window.__brought_up?.tried instanceof WeakMap)) window.__brought_up = { tried: new WeakMap(), opened: new WeakSet() };
  const state = window.__brought_up;
  const size = document.querySelectorAll('[id*="omment"],[class*="omment"],[id*="omment"] *,[class*="omment"] *,[id*="iscussion"] *').length || document.getElementsByTagName("*").length;
  const among = (node) => {
    let inside = node, steps = 0;
    while (inside && inside !== document.body && steps++ < 12) {
      const names = `${inside.id} ${inside.getAttribute("class") || ""} ${inside.localName} ${inside.getAttribute("data-component") || ""} ${inside.getAttribute("aria-label") || ""}`;
      if (comments.test(names)) return true;
      inside = inside.parentElement || (inside.getRootNode() instanceof ShadowRoot ? inside.getRootNode().host : null);
    }
    const around = node.parentElement;
    return !!around && around !== document.body && [...around.children].some((other) => comments.test(`${other.id} ${other.getAttribute("class") || ""}`));
  };
  const roots = [document];
  for (const root of roots) for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots.push(node.shadowRoot);
  let pressed = 0;
  for (const root of roots) {
    for (const node of root.querySelectorAll('button,[role="button"],a,input[type="button"],[onclick],[class*="more" i],[class*="expand" i]')) {
      if (pressed >= 20) break;
      if (node.disabled || node.getAttribute("aria-disabled") === "true" || node.closest("nav,header,[role=navigation]")) continue;
      if (node.closest("form") && node.type === "submit") continue;
      const label = ((node.innerText ?? node.textContent ?? "") || node.value || node.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
      if (!label || label.length > 60 || writing.test(label) || hiding.test(label)) continue;
      if (node.localName !== "button" && node.querySelector("button,a,[role=button]")) continue;
      if (node.localName === "a" && node.getAttribute("href")) {
        const target = new URL(node.href, location.href);
        if (target.protocol.startsWith("http") && (target.host !== location.host || target.pathname !== location.pathname)) continue;
      }
      if (node.getClientRects().length === 0) continue;
      const inside = among(node);
      const opens = unfold.test(label) && (inside || new RegExp(reply, "i").test(label));
      const brings = more.some((kind) => kind.test(label)) || (inside && generic.test(label));
      if (!opens && !brings) continue;
      if (opens && !/^\W*(?:show|load|see) more\W*$/i.test(label)) {
        if (state.opened.has(node)) continue;
        state.opened.add(node);
      } else {
        const before = state.tried.get(node);
        const idle = before ? (before.size >= size ? before.idle + 1 : 0) : 0;
        if (idle >= 2) continue;
        state.tried.set(node, { size, idle });
      }
      node.scrollIntoView({ block: "center" });
      node.click();
      pressed += 1;
    }
  }
  return { pressed, size };
}
