export const channelSettings = {
  forYou: "Pour vous",
  forAll: "Pour tout le monde",
  starred: "Favori",
  muted: "Muet",
  mutedHelp: "Estompé dans la barre latérale, et silencieux. Les mentions de vous restent comptées.",
  who: { everyone: "Tous les membres", managers: "Gestionnaires seulement" },
  whoPosts: { label: "Qui écrit", help: "Les réponses dans les fils et les réactions restent ouvertes à tous les membres." },
  whoAddressesAll: { label: "Qui s’adresse à tout le monde", help: "Avec @channel et @here." },
  announcement: {
    label: "Canal d’annonces",
    help: "Seuls ses gestionnaires écrivent. Tout le monde lit, réagit et répond dans les fils.",
    foot: "Seuls les gestionnaires écrivent ici. On répond dans les fils.",
    reply: "Répondre au dernier",
  },
  toAll: {
    everybody_one: "Notifie {{count}} personne",
    everybody_other: "Notifie {{count}} personnes",
    here_one: "Notifie {{count}} personne, si elle est là",
    here_other: "Notifie qui est là, sur {{count}} personnes",
    refused: "Réservé ici aux gestionnaires : @channel, @here.",
  },
};
