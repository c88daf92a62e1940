# The statements of the assembly language, one logical line per parse. Tokens come from src/asm/lexer.ts; what a rule
# makes is in src/asm/shape.ts.

statement -> labels                               {% labelsOnly %}
           | labels %name                         {% operation %}
           | labels %name operands                {% operation %}
           | labels %name %equals choice          {% assignment %}

labels -> null                                    {% none %}
        | labels %name %colon                     {% label %}
        | labels %number %colon                   {% label %}

operands -> operand                               {% one %}
          | operands %comma operand               {% more %}
          | operands %comma                       {% moreEmpty %}

operand -> choice                                 {% expr %}
         | choice %lparen %name %rparen           {% memory %}
         | %reloc %lparen choice %rparen          {% reloc %}
         | %reloc %lparen choice %rparen %lparen %name %rparen  {% relocMemory %}
         | texts                                  {% only %}
         | %tag                                   {% tag %}
         | %percent %name                         {% tag %}
         | choice %colon choice                   {% repeat %}

texts -> %string                                  {% strings %}
       | texts %string                            {% moreStrings %}

# Operators from the weakest to the strongest, as GNU as ranks them (gas/expr.c, op_rank): `&` binds tighter than `+`.
choice  -> choice %or2 both                       {% binary %}
         | both                                   {% only %}
both    -> both %and2 compare                     {% binary %}
         | compare                                {% only %}
compare -> compare %compare sum                   {% binary %}
         | sum                                    {% only %}
sum     -> sum %plus pattern                      {% binary %}
         | sum %minus pattern                     {% binary %}
         | pattern                                {% only %}
pattern -> pattern %bits product                  {% binary %}
         | pattern %bang product                  {% binary %}
         | product                                {% only %}
product -> product %times sign                    {% binary %}
         | product %percent sign                  {% binary %}
         | product %shift sign                    {% binary %}
         | sign                                   {% only %}
sign    -> %minus sign                            {% unary %}
         | %plus sign                             {% unary %}
         | %tilde sign                            {% unary %}
         | %bang sign                             {% unary %}
         | atom                                   {% only %}
atom    -> %number                                {% number %}
         | %name                                  {% name %}
         | %local                                 {% local %}
         | %lparen choice %rparen                 {% paren %}
