"""Words that stand for someone without naming him: "the Ukrainian leader", «глава государства»."""
