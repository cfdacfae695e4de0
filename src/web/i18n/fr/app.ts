export const app = {
  skip: "Aller à la conversation",
  signOut: "Se déconnecter",
  unreachable: { title: "Le serveur ne répond pas", text: "Cette page réessaie toutes les quelques secondes. Rien de ce qui est à vous n’est perdu." },
  noCompany: { title: "Pas encore d’espace", text: "Votre compte n’appartient à aucun espace. Demandez une invitation à un administrateur." },
  notFound: { title: "Rien à cette adresse", text: "Le lien est peut-être ancien, ou il en manque un morceau.", home: "Vers l’espace" },
  failed: {
    title: "Cet écran a échoué",
    text: "La faute est à nous. Ce que vous avez écrit est gardé ; recharger la page suffit d’ordinaire.",
    reload: "Recharger",
  },
  bar: { label: "Lieux principaux", home: "Accueil", inbox: "À voir", search: "Aller à", you: "Vous" },
  theme: { label: "Thème", system: "Comme le système", light: "Clair", dark: "Sombre" },
  language: { label: "Langue", en: "English", fr: "Français" },
  keys: { title: "Clavier" },
};
