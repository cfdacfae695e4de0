export const ui = {
  close: "Fermer",
  cancel: "Annuler",
  save: "Enregistrer",
  undo: "Annuler l’action",
  retry: "Réessayer",
  loading: "Chargement",
  more: "Plus",
  back: "Retour",
};
