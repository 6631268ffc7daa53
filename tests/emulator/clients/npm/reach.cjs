// Loaded before a client: every name leads to the local server, whose authority is trusted (NODE_EXTRA_CA_CERTS).
const net = require('node:net');
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (options && typeof options === 'object' && Number(options.port) === 443) {
    Object.assign(options, { host: '127.0.0.1', port: Number(process.env.LOCAL_PORT), lookup: undefined });
  }
  return connect.apply(this, args);
};
