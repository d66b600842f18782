// Selects the code on focus, and copies it where the browser allows that. Without this script the box works as it is.
const code = document.getElementById("code");
const button = document.getElementById("copy");
code.addEventListener("focus", () => code.select());
button.hidden = !navigator.clipboard;
button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(code.value);
  button.textContent = "Copied";
});
