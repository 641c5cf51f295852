using Lab.Quantities;
using YamlDotNet.RepresentationModel;

namespace Lab.Benches.Files;

/// <summary>
/// A mapping of a bench file that is being read. Findings are collected with file, line and key, so that a user sees all
/// mistakes of a file at once; a key that nobody asks for is one of them.
/// </summary>
internal sealed class BenchSection
{
    private readonly YamlMappingNode? node;
    private readonly string file;
    private readonly string path;
    private readonly BenchReading reading;

    public BenchSection(YamlNode? node, string file, string path, BenchReading reading)
    {
        this.file = file;
        this.path = path;
        this.reading = reading;
        this.node = node as YamlMappingNode;
        bool isEmpty = node is null or YamlScalarNode { Value: null or "" };
        if (this.node is null && node is not null)
        {
            IsMalformed = true;
            Report(node, isEmpty
                ? $"{Shown()} is empty; write its keys below it, or leave it out."
                : $"{Shown()} is a section of keys; write one key a line below it.");
        }
    }

    /// <summary>Whether something else than a section of keys stands in its place, which has been reported.</summary>
    public bool IsMalformed { get; }

    /// <summary>The file that it stands in.</summary>
    public string File => file;

    /// <summary>How many findings there are so far, in the whole file.</summary>
    public int FindingCount => reading.Findings.Count;

    /// <summary>Adds findings of another file, which has its own places.</summary>
    public void Report(IEnumerable<string> others) =>
        reading.Findings.AddRange(others.Where(other => !reading.Findings.Contains(other)));

    /// <summary>The top of another file, whose findings are reported with those of this one.</summary>
    public BenchSection Elsewhere(YamlNode? node, string file) => new(node, file, string.Empty, reading);

    /// <summary>Where a file that the bench file names is read.</summary>
    /// <param name="file">Where the bench file says that it is.</param>
    public string PlaceOf(string file) => reading.PlaceOf(file);

    /// <summary>Whether the section is in the file.</summary>
    public bool Exists => node is not null;

    /// <summary>The names of the subsections or keys that are in the file.</summary>
    public IEnumerable<string> Keys =>
        node?.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? string.Empty) ?? [];

    /// <summary>Whether the value of a key is a section.</summary>
    public bool IsSection(string key) => Find(key) is YamlMappingNode;

    /// <summary>Whether the value of a key is a list.</summary>
    public bool IsList(string key) => Find(key) is YamlSequenceNode;

    /// <summary>A subsection; a subsection that is not in the file reads as empty.</summary>
    public BenchSection Section(string key) => new(Find(key), file, Join(key), reading);

    /// <summary>A text, or <see langword="null"/> with a finding where a mandatory one is missing.</summary>
    public string? Text(string key, bool isMandatory, string example)
    {
        YamlNode? value = Find(key);
        if (value is null)
        {
            if (isMandatory)
            {
                ReportMissing(key, $"write for example '{key}: {example}'.");
            }

            return null;
        }

        if (value is YamlScalarNode { Value: { } text })
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                return text;
            }

            Report(
                value,
                $"{Join(key)} is empty; write for example '{key}: "
                    + $"{example}'{(isMandatory ? string.Empty : ", or leave it out")}.");
            return null;
        }

        Report(value, $"{Join(key)} must be a text such as '{example}'.");
        return null;
    }

    /// <summary>A list whose entries are texts or sections of keys; <see langword="null"/> where there is none.</summary>
    public IReadOnlyList<(string? Text, BenchSection? Section)>? Entries(string key)
    {
        YamlNode? value = Find(key);
        if (value is null)
        {
            return null;
        }

        if (value is YamlSequenceNode sequence && sequence.Children.All(child => child is YamlScalarNode or YamlMappingNode))
        {
            return
            [
                .. sequence.Children.Select((child, index) => child is YamlScalarNode text
                    ? (text.Value ?? string.Empty, (BenchSection?)null)
                    : ((string?)null, new BenchSection(child, file, $"{Join(key)}[{index + 1}]", reading))),
            ];
        }

        Report(value, $"{Join(key)} must be a list such as [a, b].");
        return null;
    }

    /// <summary>The values of some keys, defaults filled in; refuses any other key.</summary>
    public SettingValues Values(IReadOnlyList<SettingKey> keys, params ReadOnlySpan<string> besides)
    {
        var values = new Dictionary<string, object>();
        foreach (SettingKey key in keys)
        {
            object? value = Value(key) ?? key.Default;
            if (value is not null)
            {
                values[key.Name] = value;
            }
        }

        RefuseOthers([.. keys.Select(key => key.Name), .. besides]);
        return new SettingValues(values);
    }

    /// <summary>The value of a key; <see langword="null"/> where it is left out or does not fit.</summary>
    public object? Value(SettingKey key)
    {
        YamlNode? value = Find(key.Name);
        if (value is null)
        {
            if (key.Default is null)
            {
                ReportMissing(key.Name, $"it is {key.Expected}.");
            }

            return null;
        }

        if (value is not YamlScalarNode { Value: { } text })
        {
            Report(value, $"{Join(key.Name)} must be {key.Expected}.");
            return null;
        }

        if (string.IsNullOrWhiteSpace(text) && key.Default is not string { Length: 0 })
        {
            Report(
                value,
                $"{Join(key.Name)} is empty; it is {key.Expected}{(key.Default is null ? string.Empty : ", or left out")}.");
            return null;
        }

        try
        {
            return key.Read(text);
        }
        catch (FormatException error)
        {
            Report(value, $"{Join(key.Name)}: {error.Message}");
            return null;
        }
    }

    /// <summary>Adds a finding for every key that is not one of the allowed.</summary>
    public void RefuseOthers(params IReadOnlyList<string> allowed)
    {
        foreach (YamlNode key in node?.Children.Keys ?? [])
        {
            string name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!allowed.Contains(name))
            {
                Report(
                    key,
                    $"{Join(name)} is unknown; "
                        + $"{(allowed.Count == 0 ? "no keys are allowed here." : NearName.Remedy(name, allowed))}");
            }
        }
    }

    /// <summary>Adds a finding at a key whose text is none of some names.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">The kind of the names, such as 'driver'.</param>
    /// <param name="text">The text.</param>
    /// <param name="names">The names.</param>
    public void ReportNone(string key, string what, string text, IEnumerable<string> names) =>
        ReportAt(key, $": there is no {what} '{text}'; {NearName.Remedy(text, names)}");

    /// <summary>Adds a finding at a key, or at the section where the key is not there.</summary>
    public void ReportAt(string key, string message) => Report(Find(key) ?? node, $"{Join(key)}{message}");

    // A misspelt key is reported as unknown; that it is missing as well is the same fault.
    private void ReportMissing(string key, string remedy)
    {
        if (!IsMalformed && !Keys.Any(given => NearName.Of(given, [key]) is not null))
        {
            Report(node, $"{Join(key)} is missing; {remedy}");
        }
    }

    // A section may be read in two places; its faults are the same.
    private void Report(YamlNode? at, string message)
    {
        string finding = at is null ? $"{file}: {message}" : $"{file}:{at.Start.Line}: {message}";
        if (!reading.Findings.Contains(finding))
        {
            reading.Findings.Add(finding);
        }
    }

    private YamlNode? Find(string key) =>
        node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;

    private string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private string Shown() => path.Length == 0 ? "A bench file" : path;
}
