using System.Buffers;

namespace Lab.Mocks.Scpi;

/// <summary>The commands of a twin by all their spellings.</summary>
public sealed class ScpiCommandSet
{
    private readonly Dictionary<string, Entry> commands = [];
    private readonly Dictionary<string, Entry> queries = [];

    /// <summary>All spellings of all headers, with <c>#</c> for each numeric suffix and <c>?</c> after queries.</summary>
    internal IEnumerable<string> Headers => commands.Keys.Concat(queries.Keys.Select(header => $"{header}?"));

    /// <summary>Adds a command.</summary>
    public void Command(string pattern, Action<ScpiArguments> execute) =>
        Add(commands, pattern, (arguments, _) =>
        {
            execute(arguments);
            arguments.RequireEnd();
            return new ValueTask<ScpiResult>(ScpiResult.Nothing);
        });

    /// <summary>Adds a command that takes time.</summary>
    public void Command(string pattern, Func<ScpiArguments, CancellationToken, ValueTask> execute) =>
        Add(commands, pattern, async (arguments, cancellationToken) =>
        {
            await execute(arguments, cancellationToken).ConfigureAwait(false);
            arguments.RequireEnd();
            return ScpiResult.Nothing;
        });

    /// <summary>Adds a query.</summary>
    public void Query(string pattern, Func<ScpiArguments, string> answer) =>
        Add(queries, pattern, (arguments, _) =>
        {
            string text = answer(arguments);
            arguments.RequireEnd();
            return new ValueTask<ScpiResult>(new ScpiResult(text));
        });

    /// <summary>Adds a query that takes time.</summary>
    public void Query(string pattern, Func<ScpiArguments, CancellationToken, ValueTask<string>> answer) =>
        Add(queries, pattern, async (arguments, cancellationToken) =>
        {
            string text = await answer(arguments, cancellationToken).ConfigureAwait(false);
            arguments.RequireEnd();
            return new ScpiResult(text);
        });

    /// <summary>Adds a query that answers text or a block.</summary>
    internal void ResultQuery(string pattern, Func<ScpiArguments, CancellationToken, ValueTask<ScpiResult>> answer) =>
        Add(queries, pattern, async (arguments, cancellationToken) =>
        {
            ScpiResult result = await answer(arguments, cancellationToken).ConfigureAwait(false);
            arguments.RequireEnd();
            return result;
        });

    /// <summary>Adds a command whose last parameter is a block of bytes.</summary>
    /// <param name="pattern">The header.</param>
    /// <param name="execute">Takes the parameters before it, then the bytes, which lie in the message:
    /// it copies what it keeps.</param>
    public void BlockCommand(string pattern, Action<ScpiArguments, ReadOnlyMemory<byte>> execute)
    {
        ArgumentNullException.ThrowIfNull(execute);
        Command(pattern, arguments => execute(arguments, arguments.LastBlock()));
    }

    /// <summary>Adds a query that answers a block of bytes of the twin's own memory, which is not copied.</summary>
    /// <param name="pattern">The header.</param>
    /// <param name="answer">The bytes, which must not change before the next message.</param>
    /// <param name="isIndefinite">Whether the block goes without its length (<c>#0</c>), as the last of its message.</param>
    public void BlockQuery(string pattern, Func<ScpiArguments, ReadOnlyMemory<byte>> answer, bool isIndefinite = false)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Add(queries, pattern, (arguments, _) =>
        {
            var block = new TwinAnswer();
            block.Refer(answer(arguments));
            arguments.RequireEnd();
            return new ValueTask<ScpiResult>(new ScpiResult(string.Empty, block, isIndefinite));
        });
    }

    /// <summary>Adds a query that writes a block of bytes.</summary>
    /// <param name="pattern">The header.</param>
    /// <param name="write">Writes the bytes without a header.</param>
    /// <param name="isIndefinite">Whether the block goes without its length (<c>#0</c>), as the last of its message.</param>
    public void BlockQuery(string pattern, Action<ScpiArguments, IBufferWriter<byte>> write, bool isIndefinite = false) =>
        BlockQuery(
            pattern,
            (arguments, block, _) =>
            {
                write(arguments, block);
                return ValueTask.CompletedTask;
            },
            isIndefinite);

    /// <summary>Adds a query that takes time and writes a block of bytes.</summary>
    /// <inheritdoc cref="BlockQuery(string, Action{ScpiArguments, IBufferWriter{byte}}, bool)"/>
    public void BlockQuery(
        string pattern, Func<ScpiArguments, IBufferWriter<byte>, CancellationToken, ValueTask> write, bool isIndefinite = false)
    {
        ArgumentNullException.ThrowIfNull(write);
        Add(queries, pattern, async (arguments, cancellationToken) =>
        {
            var block = new TwinAnswer();
            await write(arguments, block, cancellationToken).ConfigureAwait(false);
            arguments.RequireEnd();
            return new ScpiResult(string.Empty, block, isIndefinite);
        });
    }

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

            arguments.RequireEnd();
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
        Command(pattern, arguments =>
        {
            bool on = arguments.Switch();
            arguments.RequireEnd();
            set(on);
        });
        Query(pattern, _ => get() ? "1" : "0");
    }

    /// <summary>Adds a setting that is one of some words, with its query, which answers the short form.</summary>
    public void Word(string pattern, string[] words, Func<string> get, Action<string> set)
    {
        Command(pattern, arguments =>
        {
            string word = arguments.Word(words);
            arguments.RequireEnd();
            set(word);
        });
        Query(pattern, _ => get());
    }

    /// <summary>Takes commands away that a dialect does not have.</summary>
    /// <param name="pattern">The header, with its query form.</param>
    public void Remove(string pattern)
    {
        foreach ((string key, _) in SpellingsOf(pattern))
        {
            commands.Remove(key);
            queries.Remove(key);
        }
    }

    internal ScpiMatch? Find(string header, bool isQuery)
    {
        Dictionary<string, Entry> table = isQuery ? queries : commands;
        if (table.TryGetValue(header, out Entry? entry))
        {
            return entry.Match([]);
        }

        List<int> written = [];
        string marked = string.Join(':', header.Split(':').Select(node =>
        {
            string name = node.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (name.Length == node.Length)
            {
                return node;
            }

            written.Add(int.TryParse(node.AsSpan(name.Length), out int suffix) ? suffix : int.MaxValue);
            return $"{name}#";
        }));
        return written.Count > 0 && table.TryGetValue(marked, out entry) ? entry.Match(written) : null;
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

    private static void Add(Dictionary<string, Entry> table, string pattern, ScpiHandler handler)
    {
        int[] largest = ScpiHeaderPattern.LargestSuffixes(pattern);
        foreach ((string key, int[] positions) in SpellingsOf(pattern))
        {
            table[key] = new Entry(handler, largest, positions);
        }
    }

    // Each suffix of a spelling may be written or left out; left out it means 1. The key of a spelling says where suffixes are
    // written ("SOUR#:FREQ"), the positions which of the pattern's suffixes they are.
    private static IEnumerable<(string Key, int[] Positions)> SpellingsOf(string pattern) =>
        ScpiHeaderPattern.Spellings(pattern).SelectMany(SuffixVariants);

    private static IEnumerable<(string Key, int[] Positions)> SuffixVariants(string spelling)
    {
        int mark = spelling.IndexOf('#');
        if (mark < 0)
        {
            return [(spelling, [])];
        }

        string head = spelling[..mark];
        int position = spelling[mark + 1] - '0';
        return SuffixVariants(spelling[(mark + 2)..]).SelectMany(rest => ((string, int[])[])
        [
            (head + rest.Key, rest.Positions),
            ($"{head}#{rest.Key}", [position, .. rest.Positions]),
        ]);
    }

    private sealed record Entry(ScpiHandler Handler, int[] Largest, int[] Positions)
    {
        public ScpiMatch Match(List<int> written)
        {
            int[] suffixes = [.. Enumerable.Repeat(1, Largest.Length)];
            bool inRange = true;
            for (int i = 0; i < written.Count; i++)
            {
                suffixes[Positions[i]] = written[i];
                inRange &= written[i] >= 1 && written[i] <= Largest[Positions[i]];
            }

            return new ScpiMatch(Handler, suffixes, inRange);
        }
    }
}
