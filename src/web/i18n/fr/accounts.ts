export const accounts = {
  signIn: {
    title: "Se connecter",
    login: "Nom ou e-mail",
    password: "Mot de passe",
    button: "Se connecter",
    notSetUp: { title: "Personne n’habite encore ici", text: "Ouvrez le lien que le serveur a affiché au démarrage. Il crée le premier compte." },
  },
};
