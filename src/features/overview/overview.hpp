// The door of the overview room: nothing below may call it. It reads other rooms' doors and shows what
// needs somebody; it stores nothing and never orders organisations or regions by what they did or missed.
#pragma once
