// Choosing a server fills in its example where nothing else was entered. Without this file, links above the form do it.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.id !== "id_api") return;
  const examples = JSON.parse(document.getElementById("preset-examples").textContent);
  for (const name of ["base_url", "model", "size"]) {
    const field = document.getElementById(`id_${name}`);
    const known = Object.values(examples).map((example) => example[name]);
    if (field.value === "" || known.includes(field.value)) field.value = examples[event.target.value]?.[name] ?? "";
  }
});
