// BX.PullClient: what an application's page hears of pull.application.event.add.
// The portal's configuration names the real-time server; where it says that there is none, nothing is ever heard.

const BX = root.BX = root.BX || {};

class PullClient {
  constructor(params) {
    const given = params || {};
    this.application = String(given.restApplication || '');
    this.client = given.restClient || root.BX24;
    this.userId = Number(given.userId) || 0;
    this.status = PullClient.PullStatus.Offline;
    this.subscribers = new Set();
  }

  // A callback for {command, params, extra}, or for one command's params; gives back what ends the subscription.
  subscribe(params) {
    const given = typeof params === 'function' ? { callback: params } : { ...params };
    const one = { type: PullClient.SubscriptionType.Server, moduleId: '', command: '', ...given };
    if (typeof one.callback !== 'function') { throw new TypeError('Pull: subscribe needs a callback'); }
    this.subscribers.add(one);
    return () => this.subscribers.delete(one);
  }

  // Whether the client is connected now.
  start() {
    return new Promise((done) => {
      if (!this.client || !this.client.callMethod) { done(false); return; }
      this.client.callMethod('pull.application.config.get', {}, (answer) => {
        this.config = answer.error() ? null : answer.data();
        done(this.isConnected());
      });
    });
  }

  stop() { this.status = PullClient.PullStatus.Offline; }

  restart() { this.stop(); return this.start(); }

  isConnected() { return this.status === PullClient.PullStatus.Online; }

  isPublishingEnabled() { return Boolean(this.config && this.config.server.publish_enabled); }
}

PullClient.PullStatus = { Online: 'online', Offline: 'offline', Connecting: 'connect' };
PullClient.SubscriptionType = { Server: 'server', Client: 'client', Online: 'online', Status: 'status', Revision: 'revision' };

BX.PullClient = PullClient;
