echo tbl={{ params.tbl }} $((1+2))
