// A part of the page whose buttons say by data-act what they do.
element.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  if (button && element.contains(button)) trigger("act", { ...button.dataset });
});
