export const ui = {
  close: "Fermer",
  cancel: "Annuler",
  save: "Enregistrer",
  undo: "Annuler l’action",
  retry: "Réessayer",
  loading: "Chargement",
  notLoaded: "Le chargement a échoué",
  more: "Plus",
  back: "Retour",
};
