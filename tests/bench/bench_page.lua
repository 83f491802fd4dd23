-- wrk asks for a page that is rendered for every request: each address is asked once, so that no cache
-- has it yet.
local count = 0
local thread_number = 0

function setup(thread)
  thread:set("thread_number", thread_number)
  thread_number = thread_number + 1
end

function request()
  count = count + 1
  return wrk.format("GET", wrk.path .. "?fresh=" .. thread_number .. "-" .. count)
end
