export const browsing = {
  archived: "Les archivés",
  noneArchived: "Aucun canal archivé ici.",
  last: "dernier message {{when}}",
  silent: "aucun message",
};
