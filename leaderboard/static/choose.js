// Forms in which a few rows of a table are chosen: the button says how many, and waits for the right number.
// Without this file the page behind the button says what is expected.
"use strict";

for (const form of document.querySelectorAll("form[data-choose]")) {
  const [fewest, most] = form.dataset.choose.split("-").map(Number);
  const button = form.querySelector("button[data-label]");
  const update = () => {
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const chosen = boxes.filter((box) => box.checked).length;
    button.textContent = chosen ? `${button.dataset.label} (${chosen})` : button.dataset.label;
    button.disabled = chosen < fewest || chosen > most;
    for (const box of boxes) box.disabled = chosen >= most && !box.checked;
  };
  form.addEventListener("change", update);
  window.addEventListener("pageshow", update); // the browser's back button keeps the boxes
  update();
}
