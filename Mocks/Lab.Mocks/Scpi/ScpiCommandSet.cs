namespace Lab.Mocks.Scpi;

/// <summary>The commands of a twin by all their spellings.</summary>
public sealed class ScpiCommandSet
{
    private readonly Dictionary<string, Handler> commands = [];
    private readonly Dictionary<string, Handler> queries = [];

    /// <summary>Adds a command.</summary>
    public void Command(string pattern, Action<ScpiArguments> execute) =>
        Add(commands, pattern, (arguments, _) =>
        {
            execute(arguments);
            arguments.RequireEnd();
            return new ValueTask<string>(string.Empty);
        });

    /// <summary>Adds a command that takes time.</summary>
    public void Command(string pattern, Func<ScpiArguments, CancellationToken, ValueTask> execute) =>
        Add(commands, pattern, async (arguments, cancellationToken) =>
        {
            await execute(arguments, cancellationToken).ConfigureAwait(false);
            arguments.RequireEnd();
            return string.Empty;
        });

    /// <summary>Adds a query.</summary>
    public void Query(string pattern, Func<ScpiArguments, string> answer) =>
        Add(queries, pattern, (arguments, _) =>
        {
            string text = answer(arguments);
            arguments.RequireEnd();
            return new ValueTask<string>(text);
        });

    /// <summary>Adds a query that takes time.</summary>
    public void Query(string pattern, Func<ScpiArguments, CancellationToken, ValueTask<string>> answer) => Add(queries, pattern, answer.Invoke);

    /// <summary>Adds a numeric setting with its query; both take <c>MIN</c>, <c>MAX</c> and <c>DEF</c>.</summary>
    /// <param name="pattern">The header.</param>
    /// <param name="number">The setting.</param>
    /// <param name="changed">Called when a value was set.</param>
    public void Number(string pattern, ScpiNumber number, Action? changed = null)
    {
        ArgumentNullException.ThrowIfNull(number);
        Command(pattern, arguments =>
        {
            double value = Extreme(arguments, number) ?? arguments.Number(number.Unit);
            if (!(value >= number.Minimum() && value <= number.Maximum()))
            {
                throw ScpiErrorException.OutOfRange();
            }

            number.Value = value;
            changed?.Invoke();
        });
        Query(pattern, arguments => number.Format(arguments.Remaining > 0
            ? Extreme(arguments, number) ?? throw ScpiErrorException.IllegalParameter()
            : number.Value));
    }

    /// <summary>Adds a switch with its query, which answers 0 or 1.</summary>
    public void Switch(string pattern, Func<bool> get, Action<bool> set)
    {
        Command(pattern, arguments => set(arguments.Switch()));
        Query(pattern, _ => get() ? "1" : "0");
    }

    /// <summary>Adds a setting that is one of some words, with its query, which answers the short form.</summary>
    public void Word(string pattern, string[] words, Func<string> get, Action<string> set)
    {
        Command(pattern, arguments => set(arguments.Word(words)));
        Query(pattern, _ => get());
    }

    internal bool TryFind(string header, bool isQuery, out Handler handler, out IReadOnlyList<int> suffixes)
    {
        Dictionary<string, Handler> table = isQuery ? queries : commands;
        suffixes = [];
        if (table.TryGetValue(header, out handler!))
        {
            // A spelling without digits of a pattern with suffixes: each is 1.
            return true;
        }

        List<int> found = [];
        string withSuffixes = string.Join(':', header.Split(':').Select(node =>
        {
            string name = node.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (name.Length == node.Length || !int.TryParse(node.AsSpan(name.Length), out int suffix))
            {
                return node;
            }

            found.Add(suffix);
            return $"{name}#";
        }));
        suffixes = found;
        return found.Count > 0 && table.TryGetValue(withSuffixes, out handler!);
    }

    private static double? Extreme(ScpiArguments arguments, ScpiNumber number)
    {
        double? value = arguments.Peek().ToUpperInvariant() switch
        {
            "MIN" or "MINIMUM" => number.Minimum(),
            "MAX" or "MAXIMUM" => number.Maximum(),
            "DEF" or "DEFAULT" => number.Default,
            _ => null,
        };
        if (value is not null)
        {
            arguments.Take();
        }

        return value;
    }

    private static void Add(Dictionary<string, Handler> table, string pattern, Handler handler)
    {
        foreach (string spelling in ScpiHeaderPattern.Spellings(pattern))
        {
            // Each '#' may be written or left out; left out it means 1.
            foreach (string variant in SuffixVariants(spelling))
            {
                table[variant] = handler;
            }
        }
    }

    private static IEnumerable<string> SuffixVariants(string spelling)
    {
        int mark = spelling.IndexOf('#');
        if (mark < 0)
        {
            return [spelling];
        }

        return SuffixVariants(spelling[(mark + 1)..]).SelectMany(rest => (string[])[spelling[..mark] + rest, $"{spelling[..mark]}#{rest}"]);
    }

    internal delegate ValueTask<string> Handler(ScpiArguments arguments, CancellationToken cancellationToken);
}
