// A part of the page whose buttons say by data-act what they do.
element.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  if (!button || !element.contains(button)) return;
  if (button.dataset.act === "say") put(button.dataset.key);
  else trigger("act", { ...button.dataset });
});

// An example sentence goes into the box at once, to be sent or changed.
const put = (words) => {
  const box = document.querySelector("#box textarea");
  if (!box) return;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, words);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(words.length, words.length);
};
