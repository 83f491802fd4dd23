-- wrk opens counted links of many organisations in turn, as browsers of many people would.
local paths, count = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do paths[#paths + 1] = line end
  wrk.headers["Accept"] = "text/html,*/*;q=0.8"
  wrk.headers["Accept-Language"] = "en"
  wrk.headers["Sec-Fetch-Dest"] = "document"
end

function request()
  count = count + 1
  wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux; " .. (count % 5003) .. ") Firefox/140.0"
  return wrk.format("GET", paths[count % #paths + 1])
end
