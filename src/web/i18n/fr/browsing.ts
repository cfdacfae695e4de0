export const browsing = {
  archived: "Les archivés",
  noneArchived: "Aucun canal archivé ici.",
  last: "dernier message {{when}}",
  silent: "aucun message",
  words: "Nom",
  create: "Créer",
  none: "Aucun canal public ne porte ce nom.",
  open: "Ouvrir",
  look: "Regarder",
  more: "En afficher plus",
};
