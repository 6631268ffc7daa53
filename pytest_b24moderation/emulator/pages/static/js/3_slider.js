/* The side panel. One stack of sliders, in the outermost window of the portal. */
(function () {
  'use strict';

  var BX = window.BX;
  var COLORS = { aqua: '#06b3d1', green: '#3fa535', orange: '#f2853b', brown: '#8a6446', pink: '#e25592', blue: '#1f6fe5', grey: '#8b98a9', violet: '#7a55d6' };
  var LINKS = new RegExp('^/(' + [
    'marketplace/(app|placement|view)/[^/]+/', 'market/', 'crm/(deal|lead|contact|company|type/\\d+)/details/\\d+/',
    'shop/orders/details/\\d+/', 'company/(invite/|personal/user/\\d+/(tasks/task/view/\\d+/)?$)', 'workgroups/group/\\d+/tasks/task/view/\\d+/',
    'contact_center/connector/', 'report/(analytics|telephony)/'
  ].join('|') + ')');
  var stack = [];
  var counter = 0;

  // options: {width, leftBoundary, title, label{bgColor,text,color}, contentCallback, events{onClose}, address}
  function Slider(url, options) {
    var slider = this;
    this.url = url;
    this.options = options || {};
    this.id = 'iframe_' + Date.now().toString(36) + (counter += 1);
    this.content = BX.node('div', { class: 'side-panel-content-container' });
    this.loader = BX.node('div', { class: 'side-panel-loader' }, [BX.node('div', { class: 'side-panel-default-loader-container' })]);
    this.label = BX.node('div', { class: 'side-panel-label', title: BX.message('CLOSE'), onclick: function () { slider.close(); } }, [
      BX.node('div', { class: 'side-panel-label-icon-box' }, [BX.node('div', { class: 'side-panel-label-icon' })])
    ]);
    this.container = BX.node('div', { class: 'side-panel side-panel-container' }, [
      BX.node('div', { class: 'side-panel-labels' }, [this.label]), this.content, this.loader
    ]);
    this.overlay = BX.node('div', { class: 'side-panel side-panel-overlay side-panel-overlay-opening' }, [this.container]);
    this.dress();
  }

  Slider.prototype.dress = function () {
    var label = this.options.label || {};
    if (this.options.width) {
      this.container.style.left = 'auto';
      this.container.style.width = parseInt(this.options.width, 10) + 'px';
    } else if (this.options.leftBoundary) {
      this.container.style.left = parseInt(this.options.leftBoundary, 10) + 'px';
    } else if (stack.length) {
      this.container.style.left = 200 + stack.length * 40 + 'px';
    }
    if (Object.prototype.hasOwnProperty.call(COLORS, label.bgColor)) {
      this.label.style.background = COLORS[label.bgColor];
    }
    if (/^#[0-9a-f]{3,8}$/i.test(label.color || '')) {
      this.label.style.color = label.color;
    }
    if (label.text) {
      this.label.append(BX.node('span', { class: 'side-panel-label-text', text: label.text }));
    }
  };

  Slider.prototype.show = function () {
    var slider = this;
    document.body.append(this.overlay);
    window.requestAnimationFrame(function () {
      slider.overlay.classList.remove('side-panel-overlay-opening');
      slider.overlay.classList.add('side-panel-overlay-open');
    });
    if (this.options.contentCallback) {
      Promise.resolve(this.options.contentCallback(this)).then(function () { slider.loaded(); });
      return;
    }
    this.address = window.location.href;
    window.history.replaceState(null, '', this.url);
    this.frame = BX.node('iframe', { class: 'side-panel-iframe', id: this.id, name: this.id, src: slider.frameUrl() });
    this.frame.addEventListener('load', function () { slider.loaded(); });
    this.content.append(this.frame);
  };

  Slider.prototype.frameUrl = function () {
    return this.url + (this.url.indexOf('?') < 0 ? '?' : '&') + 'IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER';
  };

  Slider.prototype.loaded = function () {
    this.loader.hidden = true;
    BX.onCustomEvent('SidePanel.Slider:onLoad', [this]);
    BX.onCustomEvent('SidePanel.Slider:onOpenComplete', [this]);
  };

  Slider.prototype.getUrl = function () { return this.url; };
  Slider.prototype.getWindow = function () { return this.frame ? this.frame.contentWindow : window; };
  Slider.prototype.setTitle = function (title) {
    var node = this.content.querySelector('.side-panel-popup-title');
    if (node) {
      node.textContent = title;
    }
  };
  Slider.prototype.reload = function () {
    if (this.frame) {
      this.loader.hidden = false;
      this.frame.contentWindow.location.reload();
    }
  };

  Slider.prototype.close = function () {
    var slider = this;
    if (stack.indexOf(this) < 0) {
      return;
    }
    stack.splice(stack.indexOf(this), 1);
    this.overlay.classList.remove('side-panel-overlay-open', 'side-panel-overlay-opening');
    if (this.address) {
      window.history.replaceState(null, '', this.address);
    }
    window.setTimeout(function () {
      slider.overlay.remove();
      if (slider.options.events && slider.options.events.onClose) {
        slider.options.events.onClose(slider);
      }
      BX.onCustomEvent('SidePanel.Slider:onCloseComplete', [slider]);
    }, 180);
  };

  var own = {
    open: function (url, options) {
      var slider = new Slider(url, options);
      stack.push(slider);
      slider.show();
      return true;
    },
    close: function () { if (stack.length) { stack[stack.length - 1].close(); } },
    getTopSlider: function () { return stack[stack.length - 1] || null; },
    getPreviousSlider: function () { return stack[stack.length - 2] || null; },
    getSliderByWindow: function (frameWindow) {
      return stack.filter(function (one) { return one.frame && one.frame.contentWindow === frameWindow; })[0] || null;
    },
    isOpen: function () { return stack.length > 0; },
    reload: function () { if (stack.length) { stack[stack.length - 1].reload(); } },
    postMessageAll: function (source, event, data) { BX.onCustomEvent('SidePanel.Slider:onMessage', [{ source: source, event: event, data: data }]); },
    postMessageTop: function (source, event, data) { own.postMessageAll(source, event, data); }
  };

  BX.SidePanel = {};
  Object.defineProperty(BX.SidePanel, 'Instance', {
    get: function () { return BX.top() === window ? own : BX.top().BX.SidePanel.Instance; }
  });

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && !BX.closeNewestPopup()) {
      BX.SidePanel.Instance.close();
    }
  });

  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('a[href]') : null;
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || link.target === '_blank' || link.target === '_top') {
      return;
    }
    var url = new URL(link.href, window.location.href);
    if (url.origin === window.location.origin && LINKS.test(url.pathname)) {
      event.preventDefault();
      BX.SidePanel.Instance.open(url.pathname + url.search);
    }
  });
}());
