export const accounts = {
  signIn: {
    title: "Sign in",
    login: "Name or e-mail",
    password: "Password",
    button: "Sign in",
    notSetUp: { title: "Nobody lives here yet", text: "Open the link that the server printed when it started. It makes the first account." },
  },
};
