//! The stand-in tenant: a real HTTP server that answers as a Qlik Cloud tenant does.
