// Loaded before a solution's own Node code where its names cannot be redirected: connections to
// foreign hosts at 443 and 80 go to the gateway, which tells hosts by the TLS greeting or the Host header.
'use strict'

const net = require('node:net')

const [host, port] = (process.env.B24_GATEWAY || '').split(':')
const near = /^(localhost|.*\.localhost|127\..*|::1|0\.0\.0\.0|::|)$/i
const connect = net.Socket.prototype.connect

function redirected (options) {
  const foreign = !options.path && !near.test(String(options.host || '')) && [80, 443].includes(Number(options.port))
  return foreign ? { ...options, host, port: Number(port), lookup: undefined, localAddress: undefined } : options
}

if (host) {
  net.Socket.prototype.connect = function (...given) {
    const [first] = given
    if (Array.isArray(first) && first[0] && typeof first[0] === 'object') {
      first[0] = redirected(first[0])
    } else if (first && typeof first === 'object') {
      given[0] = redirected(first)
    } else if (Number.isFinite(Number(first)) && typeof given[1] === 'string') {
      const target = redirected({ port: first, host: given[1] })
      given[0] = target.port
      given[1] = target.host
    }
    return connect.apply(this, given)
  }
}
