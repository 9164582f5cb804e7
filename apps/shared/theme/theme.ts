/**
 * How Mantine's controls look and behave here. Nothing of it is put into the page as an inline style element, which the
 * content security policy refuses: colours are variables of styles/tokens.css, and overlays do not lock scrolling by one.
 */
import {
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  MultiSelect,
  Popover,
  Select,
  Tooltip,
} from '@mantine/core';

const HARBOUR: MantineColorsTuple = [
  '#e9f5f9',
  '#d4e8ef',
  '#a9d1e0',
  '#7ab8d0',
  '#52a2c2',
  '#3992b6',
  '#2583a9',
  '#156f94',
  '#0b5f81',
  '#054e6c',
];

export const theme = createTheme({
  colors: { harbour: HARBOUR },
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Noto Sans Mono", "Liberation Mono", monospace',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 } } }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, transitionProps: { duration: 0 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 0 } } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 0 } } }),
    Select: Select.extend({ defaultProps: { comboboxProps: { transitionProps: { duration: 0 } } } }),
    MultiSelect: MultiSelect.extend({ defaultProps: { comboboxProps: { transitionProps: { duration: 0 } } } }),
  },
});
