/* Popups, menus and balloons. */
(function () {
  'use strict';

  var BX = window.BX;
  var openMenu = null;

  function button(options) {
    return BX.node(options.classic ? 'span' : 'button', {
      class: (options.classic ? 'popup-window-button ' : 'ui-btn ') + (options.className || ''),
      type: options.classic ? false : 'button',
      role: options.classic ? 'button' : false,
      tabindex: options.classic ? '0' : false,
      text: options.text,
      onclick: options.onclick
    });
  }

  // {id, title, content: node, className, buttons: [{text, className, classic, onclick(popup)}], onclose}
  function Popup(options) {
    var popup = this;
    this.options = options;
    this.overlay = BX.node('div', { class: 'popup-window-overlay', id: 'popup-window-overlay-' + options.id });
    this.content = BX.node('div', { class: 'popup-window-content', id: 'popup-window-content-' + options.id });
    this.content.append(options.content);
    this.buttons = BX.node('div', { class: 'popup-window-buttons' });
    this.setButtons(options.buttons || []);
    this.node = BX.node('div', { class: 'popup-window ' + (options.className || ''), id: options.id, role: 'dialog' }, [
      options.title ? BX.node('div', { class: 'popup-window-titlebar', text: options.title }) : '',
      this.content,
      this.buttons,
      BX.node('span', { class: 'popup-window-close-icon', title: BX.message('CLOSE'), onclick: function () { popup.close(); } })
    ]);
  }

  Popup.prototype.setButtons = function (buttons) {
    var popup = this;
    this.buttons.replaceChildren.apply(this.buttons, buttons.map(function (one) {
      return button(Object.assign({}, one, { onclick: function (event) { one.onclick(popup, event.currentTarget); } }));
    }));
    this.buttons.hidden = !buttons.length;
  };

  Popup.prototype.show = function () {
    document.body.append(this.overlay, this.node);
    return this;
  };

  Popup.prototype.close = function () {
    if (!this.node.isConnected) {
      return;
    }
    this.overlay.remove();
    this.node.remove();
    if (this.options.onclose) {
      this.options.onclose(this);
    }
  };

  BX.popup = function (options) { return new Popup(options).show(); };
  BX.popupIsOpen = function () { return Boolean(document.querySelector('.popup-window, .menu-popup')); };

  function closeMenu() {
    if (openMenu) {
      openMenu.remove();
      openMenu = null;
    }
  }

  // items: [{text, className, data, onclick}], shown below the node that was clicked.
  BX.menu = function (id, anchor, items) {
    var again = openMenu && openMenu.id === 'menu-popup-' + id;
    closeMenu();
    if (again) {
      return;
    }
    var list = BX.node('div', { class: 'menu-popup-items' }, items.map(function (item) {
      var attributes = { class: 'menu-popup-item ' + (item.className || ''), onclick: function () { closeMenu(); item.onclick(); } };
      Object.keys(item.data || {}).forEach(function (name) { attributes['data-' + name] = item.data[name]; });
      return BX.node('span', attributes, [BX.node('span', { class: 'menu-popup-item-text', text: item.text })]);
    }));
    openMenu = BX.node('div', { class: 'menu-popup', id: 'menu-popup-' + id, role: 'menu' }, [list]);
    document.body.append(openMenu);
    var box = anchor.getBoundingClientRect();
    var left = Math.min(box.left + window.scrollX, window.scrollX + document.documentElement.clientWidth - openMenu.offsetWidth - 10);
    openMenu.style.left = Math.max(left, 4) + 'px';
    openMenu.style.top = box.bottom + window.scrollY + 6 + 'px';
  };

  document.addEventListener('mousedown', function (event) {
    if (openMenu && !openMenu.contains(event.target)) {
      // The same click on the opener must find the menu still open, to close it.
      window.setTimeout(function (menu) { if (menu === openMenu) { closeMenu(); } }, 250, openMenu);
    }
  });

  // Closed by Escape: the newest popup; true when there was one.
  BX.closeNewestPopup = function () {
    if (openMenu) {
      closeMenu();
      return true;
    }
    var icons = document.querySelectorAll('.popup-window > .popup-window-close-icon');
    if (icons.length) {
      icons[icons.length - 1].click();
    }
    return icons.length > 0;
  };

  BX.notify = function (text, seconds) {
    var holder = document.querySelector('.ui-notification-manager-browser-content');
    if (!holder) {
      holder = BX.node('div', { class: 'ui-notification-manager-browser-content' });
      document.body.append(holder);
    }
    var balloon = BX.node('div', { class: 'ui-notification-balloon-content' }, [
      BX.node('div', { class: 'ui-notification-balloon-message', text: text }),
      BX.node('span', { class: 'ui-notification-balloon-close-btn', onclick: function () { balloon.remove(); } })
    ]);
    holder.append(balloon);
    window.setTimeout(function () { balloon.remove(); }, (seconds || 6) * 1000);
  };
}());
