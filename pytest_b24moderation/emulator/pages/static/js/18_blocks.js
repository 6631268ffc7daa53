/* What an application draws by description in the timeline: blocks of texts, links, lists and fields. */
(function () {
  'use strict';

  var BX = window.BX;

  function style(facts) {
    return 'bx-block-text --size-' + (facts.size || 'md') + ' --color-' + (facts.color || 'base_90') + (facts.bold ? ' --bold' : '');
  }
  function named(facts, children) {
    return [facts.title ? BX.node('span', { class: 'bx-muted', text: String(facts.title) }) : ''].concat(children,
      [facts.errorText ? BX.node('span', { class: 'bx-block-error', text: String(facts.errorText) }) : '']);
  }
  function changed(id, facts, key, node, tell) {
    node.addEventListener(node.matches('select') ? 'change' : 'input', function () {
      facts[key] = node.value;
      tell('value', { id: id, value: node.value });
    });
    return node;
  }
  function field(tag) {
    return function (facts, id, tell) {
      var node = BX.node(tag, { class: 'ui-ctl-element', placeholder: facts.placeholder || '', disabled: Boolean(facts.disabled) });
      node.value = facts.value === undefined || facts.value === null ? '' : String(facts.value);
      return BX.node('label', { class: 'bx-field' + (facts.errorText ? ' --error' : '') }, named(facts, [changed(id, facts, 'value', node, tell)]));
    };
  }
  function choice(facts, id, tell) {
    var keys = Object.keys(facts.values);
    var now = facts.selectedValue === undefined ? keys[0] : String(facts.selectedValue);
    var node = BX.node('select', { class: 'ui-ctl-element', disabled: Boolean(facts.disabled) }, keys.map(function (key) {
      return BX.node('option', { value: key, selected: key === now, text: String(facts.values[key]) });
    }));
    return BX.node('label', { class: 'bx-field' + (facts.errorText ? ' --error' : '') }, named(facts, [changed(id, facts, 'selectedValue', node, tell)]));
  }
  function inner(facts, tell) { return BX.blocks(facts.blocks, tell); }

  var DRAW = {
    text: function (facts) { return BX.node('span', { class: style(facts) + (facts.multiline ? ' --multiline' : ''), text: String(facts.value) }); },
    link: function (facts, id, tell) {
      return BX.node('a', { href: '#', class: style(facts), text: String(facts.text), onclick: function (event) {
        event.preventDefault();
        tell('action', { id: id, action: facts.action });
      } });
    },
    withTitle: function (facts, id, tell) {
      return BX.node('div', { class: 'bx-block-titled' + (facts.inline ? ' --inline' : '') },
        [BX.node('span', { class: 'bx-muted', text: String(facts.title) }), BX.block(id, facts.block, tell)]);
    },
    lineOfBlocks: function (facts, id, tell) { return BX.node('div', { class: 'bx-block-line' }, inner(facts, tell)); },
    list: function (facts, id, tell) {
      return BX.node('ul', {}, inner(facts, tell).map(function (node) { return BX.node('li', {}, [node]); }));
    },
    section: function (facts, id, tell) {
      var picture = facts.imageSrc ? [BX.node('img', { src: String(facts.imageSrc), alt: '', class: '--' + (facts.imageSize || 'lg') })] : [];
      return BX.node('section', { class: 'bx-block-section --' + (facts.type || 'default') }, picture.concat([BX.node('div', {}, inner(facts, tell))]));
    },
    dropdownMenu: choice, select: choice, input: field('input'), textarea: field('textarea')
  };
  var NEEDED = { text: ['value'], link: ['text', 'action'], withTitle: ['title', 'block'], lineOfBlocks: ['blocks'], list: ['blocks'], section: ['blocks'], dropdownMenu: ['values'], select: ['values'] };

  function isMap(value) { return value !== null && typeof value === 'object' && !Array.isArray(value); }

  // tell(kind, data): what a person did there, `value` or `action`.
  BX.block = function (id, block, tell) {
    var node = DRAW[block.type](block.properties || (block.properties = {}), id, tell);
    node.setAttribute('data-id', id);
    node.hidden = block.visible === false;
    return node;
  };
  BX.blocks = function (blocks, tell) {
    return Object.keys(blocks).map(function (id) { return BX.block(id, blocks[id], tell); });
  };
  // The block of that key at any depth, or null.
  BX.findBlock = function (blocks, id) {
    var found = Object.prototype.hasOwnProperty.call(blocks, id) ? blocks[id] : null;
    Object.keys(blocks).forEach(function (key) {
      found = found || (isMap(blocks[key].properties) && isMap(blocks[key].properties.blocks) ? BX.findBlock(blocks[key].properties.blocks, id) : null);
    });
    return found;
  };
  // What is wrong with the blocks, as sentences; an empty list when nothing is.
  BX.checkBlocks = function (blocks, where) {
    if (!isMap(blocks) || !Object.keys(blocks).length) {
      return [where + ': at least one block is needed'];
    }
    return Object.keys(blocks).reduce(function (errors, id) { return errors.concat(BX.checkBlock(blocks[id], where + '.' + id)); }, []);
  };
  BX.checkBlock = function (block, where) {
    var facts = isMap(block) && isMap(block.properties) ? block.properties : {};
    if (!isMap(block) || !Object.prototype.hasOwnProperty.call(DRAW, String(block.type))) {
      return [where + ': unknown type of block'];
    }
    var missing = (NEEDED[block.type] || []).filter(function (name) { return facts[name] === undefined || facts[name] === null; });
    if (missing.length) {
      return [where + ': ' + missing.join(', ') + ' is needed'];
    }
    if (block.type === 'withTitle') {
      return BX.checkBlock(facts.block, where + '.block');
    }
    return (NEEDED[block.type] || [])[0] === 'blocks' ? BX.checkBlocks(facts.blocks, where) : [];
  };
  BX.isMap = isMap;
}());
