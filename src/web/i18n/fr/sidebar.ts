export const sidebar = {
  sort: { label: "Trier les canaux", name: "Par nom", recent: "Par dernier message" },
  unreadOnly: "Non lus seulement",
  star: { on: "Ajouter aux favoris", off: "Retirer des favoris", done: "Ajouté aux favoris", undone: "Retiré des favoris" },
  notices: {
    label: "Notifications",
    usual: "Habituel",
    all: "Tous",
    mentions: "Mentions",
    none: "Aucune",
    done: "Notifications : {{level}}",
  },
  section: {
    make: "Nouvelle section",
    unnamed: "Nouvelle section",
    name: "Nom de la section",
    rename: "Renommer",
    up: "Monter",
    down: "Descendre",
    delete: "Supprimer la section",
    deleted: "Section supprimée",
    move: "Déplacer dans une section",
  },
};
