export const find = {
  placeholder: "Chercher dans ce canal",
  count: "{{at}} sur {{count}}",
  none: "Rien trouvé",
  older: "Plus ancien",
  newer: "Plus récent",
  looking: "Recherche…",
  back: "Cherché jusqu’au {{day}}, hors fils",
  further: "Chercher plus loin",
  whole: "Tout le canal a été parcouru, hors fils",
  failed: "Les messages plus anciens n’ont pas pu être chargés.",
};
