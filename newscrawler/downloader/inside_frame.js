(limit) => {
  const markup = document.body ? document.body.innerHTML : "";
  return typeof markup === "string" && markup.length <= limit ? markup : "";
}
