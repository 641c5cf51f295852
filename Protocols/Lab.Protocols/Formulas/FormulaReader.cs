using System.Globalization;
using Lab.Quantities;

namespace Lab.Protocols.Formulas;

/// <summary>Reads a formula by recursive descent; units are checked on the way.</summary>
/// <param name="text">The formula.</param>
/// <param name="names">The names that it may use.</param>
internal sealed class FormulaReader(string text, IReadOnlyList<FormulaName> names)
{
    private const int DeepestNesting = 50;
    private const string UnitWord = "in";
    private const string Pi = "pi";

    // The longest first: rf.power2 is not rf.power and a 2.
    private readonly FormulaName[] longestFirst = [.. names.OrderByDescending(name => name.Text.Length)];
    private readonly List<FormulaName> uses = [];
    private int at;
    private int depth;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="FormulaException">It is wrong.</exception>
    public Formula Read()
    {
        FormulaTerm term = Sum();
        SkipBlanks();
        if (StartsWithWord(UnitWord))
        {
            at += UnitWord.Length;
            return InUnit(term, text[at..].Trim());
        }

        return at == text.Length
            ? new Formula(text, term.Unit.Symbol, uses, term, 1)
            : throw Fault(at, $"'{Rest(at)}' is not expected; write an operator (+ - * / ^) before it");
    }

    private Formula InUnit(FormulaTerm term, string wanted)
    {
        if (wanted.Length == 0 || !UnitExpression.TryParse(wanted, out UnitExpression? unit))
        {
            throw new FormulaException(
                $"'{wanted}' after 'in' is no unit that formulas know; write for example 'in mV' or 'in V/W'.");
        }

        return unit.Dimension == term.Unit.Dimension
            ? new Formula(text, wanted, uses, term, unit.SiFactor)
            : throw new FormulaException(
                $"the formula gives {term.Unit}, which is never {wanted}; leave 'in {wanted}' out, or mend the formula.");
    }

    private FormulaTerm Sum()
    {
        FormulaTerm left = Product();
        while (true)
        {
            SkipBlanks();
            int place = at;
            if (!SkipOne("+-", out char sign))
            {
                return left;
            }

            FormulaTerm right = Product();
            if (left.Unit.Dimension != right.Unit.Dimension)
            {
                throw Fault(place, $"'{sign}' joins {left.Unit} and {right.Unit}, which have no sum");
            }

            left = left.With(right, left.Unit, sign == '+' ? (a, b) => a + b : (a, b) => a - b);
        }
    }

    private FormulaTerm Product()
    {
        FormulaTerm left = Signed();
        while (true)
        {
            SkipBlanks();
            if (!SkipOne("*·×/÷", out char sign))
            {
                return left;
            }

            FormulaTerm right = Signed();
            left = sign is '/' or '÷'
                ? left.With(right, left.Unit.Over(right.Unit), (a, b) => a / b)
                : left.With(right, left.Unit.Times(right.Unit), (a, b) => a * b);
        }
    }

    private FormulaTerm Signed()
    {
        if (++depth > DeepestNesting)
        {
            throw Fault(at, "the formula is nested too deeply; take a derived column for a part of it");
        }

        SkipBlanks();
        bool isSigned = SkipOne("+-\u2212", out char sign);
        FormulaTerm term = isSigned ? Signed() : Power();
        depth--;
        return isSigned && sign != '+' ? term.With(term.Unit, a => -a) : term;
    }

    private FormulaTerm Power()
    {
        FormulaTerm root = Atom();
        SkipBlanks();
        int place = at;
        if (!SkipOne("^", out _))
        {
            return root;
        }

        FormulaTerm power = Signed();
        if (!power.Unit.Dimension.IsNone)
        {
            throw Fault(place, $"the power is {power.Unit}; only a pure number can be one");
        }

        return (root.Unit.Dimension.IsNone, power.Constant) switch
        {
            (true, _) => root.With(power, FormulaUnit.None, Math.Pow),
            (_, { } constant) => root.With(root.Unit.ToPower(constant), a => Math.Pow(a, constant)),
            _ => throw Fault(
                place, $"{root.Unit} is raised to a power that changes from point to point, so that the result has no unit"),
        };
    }

    private FormulaTerm Atom()
    {
        SkipBlanks();
        if (at == text.Length)
        {
            throw new FormulaException($"the formula '{text}' ends where a value is expected.");
        }

        if (SkipOne("(", out _))
        {
            FormulaTerm inner = Sum();
            Expect(')');
            return inner;
        }

        if (FindName() is { } name)
        {
            return name;
        }

        return char.IsAsciiDigit(text[at]) || text[at] == '.' ? Number() : Word();
    }

    private FormulaTerm? FindName()
    {
        foreach (FormulaName name in longestFirst)
        {
            int end = at + name.Text.Length;
            if (string.CompareOrdinal(text, at, name.Text, 0, name.Text.Length) != 0
                || (end < text.Length && IsPartOfName(text[end])))
            {
                continue;
            }

            if (name.WhyNot is { } why)
            {
                throw Fault(at, $"'{name.Text}' {why}");
            }

            at = end;
            if (!uses.Contains(name))
            {
                uses.Add(name);
            }

            return new FormulaTerm(name.Unit, values => values[name.Index]);
        }

        return null;
    }

    private FormulaTerm Number()
    {
        int start = at;
        while (at < text.Length && IsPartOfNumber(start))
        {
            at++;
        }

        if (!double.TryParse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number))
        {
            throw Fault(start, $"'{text[start..at]}' is no number");
        }

        if (at + 1 < text.Length && text[at] == ',' && char.IsAsciiDigit(text[at + 1]))
        {
            throw Fault(start, $"'{Rest(start)}' has a comma in its number; write a point before decimals");
        }

        int afterNumber = at;
        SkipBlanks();
        int unitStart = at;
        if (at == text.Length || !(char.IsLetter(text[at]) || text[at] is '°' or '%') || StartsWithWord(UnitWord))
        {
            at = afterNumber;
            return FormulaTerm.Of(number, FormulaUnit.None);
        }

        while (at < text.Length && (IsPartOfName(text[at]) || text[at] is '°' or '%'))
        {
            at++;
        }

        string symbol = text[unitStart..at];
        return UnitExpression.TryParse(symbol, out UnitExpression? unit)
            ? FormulaTerm.Of(number * unit.SiFactor, new FormulaUnit(unit.Dimension, unit.SiSymbol))
            : throw Fault(unitStart, $"'{symbol}' is no unit that formulas know; write * between a number and a name");
    }

    private FormulaTerm Word()
    {
        int start = at;
        while (at < text.Length && IsPartOfName(text[at]))
        {
            at++;
        }

        string word = text[start..at];
        if (word.Length == 0)
        {
            throw Fault(start, $"'{text[start]}' is not expected; a name, a number or '(' is");
        }

        SkipBlanks();
        if (at < text.Length && text[at] == '(')
        {
            at++;
            return Function(word, start);
        }

        return word == Pi ? FormulaTerm.Of(Math.PI, FormulaUnit.None)
            : throw Fault(
                start,
                $"there is no '{word}' here; "
                    + NearName.Remedy(
                        word, names.Where(name => name.WhyNot is null).Select(name => name.Text), "formulas may use"));
    }

    private FormulaTerm Function(string word, int start)
    {
        if (word == "log")
        {
            throw Fault(start, "'log' could be ln or log10; write the one that is meant");
        }

        if (!FormulaFunctions.Names.Contains(word))
        {
            throw Fault(start, $"there is no function '{word}'; {NearName.Remedy(word, FormulaFunctions.Names, "there are")}");
        }

        List<FormulaTerm> arguments = [Sum()];
        SkipBlanks();
        while (SkipOne(",", out _))
        {
            arguments.Add(Sum());
            SkipBlanks();
        }

        Expect(')');
        bool takesMany = word is "min" or "max";
        if (takesMany ? arguments.Count < 2 : arguments.Count != 1)
        {
            throw Fault(
                start,
                $"{word} takes {(takesMany ? "two values or more" : "one value")}, and {arguments.Count} "
                    + $"{(arguments.Count == 1 ? "is" : "are")} given");
        }

        return takesMany ? Extreme(word, start, arguments) : OfOne(word, start, arguments[0]);
    }

    private FormulaTerm Extreme(string word, int start, List<FormulaTerm> arguments)
    {
        if (arguments.Find(each => each.Unit.Dimension != arguments[0].Unit.Dimension) is { } other)
        {
            throw Fault(start, $"{word} compares {arguments[0].Unit} with {other.Unit}");
        }

        Func<double, double, double> choose = word == "min" ? Math.Min : Math.Max;
        return arguments.Aggregate((left, right) => left.With(right, left.Unit, choose));
    }

    private FormulaTerm OfOne(string word, int start, FormulaTerm argument) => word switch
    {
        "sqrt" => argument.With(argument.Unit.ToPower(0.5), Math.Sqrt),
        "abs" => argument.With(argument.Unit, Math.Abs),
        _ when argument.Unit.Dimension.IsNone => argument.With(FormulaUnit.None, FormulaFunctions.OfNumbers[word]),
        _ => throw Fault(start, $"{word} takes a pure number, and is given {argument.Unit}; divide by a value of that unit"),
    };

    private void Expect(char bracket)
    {
        SkipBlanks();
        if (!SkipOne(bracket.ToString(), out _))
        {
            throw at == text.Length
                ? new FormulaException($"the formula '{text}' ends before its '{bracket}'.")
                : Fault(at, $"'{bracket}' is expected before '{Rest(at)}'");
        }
    }

    private bool IsPartOfNumber(int start) => char.IsAsciiDigit(text[at]) || text[at] == '.'
        || (text[at] is 'e' or 'E' && at > start && HasExponent())
        || (text[at] is '+' or '-' && at > start && text[at - 1] is 'e' or 'E');

    private bool HasExponent() => at + 1 < text.Length
        && (char.IsAsciiDigit(text[at + 1])
            || (text[at + 1] is '+' or '-' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2])));

    private static bool IsPartOfName(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';

    private bool StartsWithWord(string word) => string.CompareOrdinal(text, at, word, 0, word.Length) == 0
        && (at + word.Length == text.Length || !IsPartOfName(text[at + word.Length]));

    private bool SkipOne(string signs, out char sign)
    {
        sign = at < text.Length ? text[at] : '\0';
        if (sign == '\0' || !signs.Contains(sign))
        {
            return false;
        }

        at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private string Rest(int from)
    {
        const int longest = 24;
        return text.Length - from > longest ? $"{text[from..(from + longest)]}…" : text[from..];
    }

    private FormulaException Fault(int place, string why) =>
        new($"at character {place + 1} of '{text}', {why}{(why.EndsWith('?') || why.EndsWith('.') ? string.Empty : ".")}");
}
