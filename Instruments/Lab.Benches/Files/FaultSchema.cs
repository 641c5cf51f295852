using Lab.Benches.Twins;
using Lab.Instruments;

namespace Lab.Benches.Files;

/// <summary>The sections <c>faults</c> and <c>on_fault</c> of a bench file.</summary>
public static class FaultSchema
{
    private const string ExchangeRetries = "exchange_retries";
    private const string PointRetries = "point_retries";

    /// <summary>The faults that twins can produce, as bench files name them.</summary>
    public static IReadOnlyList<string> InjectedNames { get; } = [.. Enum.GetValues<InjectedFault>().Select(NameOf)];

    /// <summary>The faults that a run can meet and that can be tried again, as bench files name them.</summary>
    public static IReadOnlyList<string> PolicyNames { get; } = [.. FaultPolicy.Default.Rules.Keys.Select(NameOf)];

    internal static List<FaultDefinition> ReadFaults(
        BenchSection section, IReadOnlyList<InstrumentDefinition> devices, Func<InstrumentDefinition, InstrumentKind> kindOf,
        IReadOnlyCollection<string> names)
    {
        var found = new List<FaultDefinition>();
        foreach (InstrumentDefinition device in devices.Where(device => section.Keys.Contains(device.Name)))
        {
            BenchSection entry = section.Section(device.Name);
            foreach (InjectedFault kind in Enum.GetValues<InjectedFault>().Where(kind => entry.Keys.Contains(NameOf(kind))))
            {
                if (kind == InjectedFault.Overflow && !kindOf(device).WritesInfinity)
                {
                    entry.ReportAt(
                        NameOf(kind),
                        $": {kindOf(device).Name} does not write SCPI's infinity, so that its twin does not produce this; a "
                            + "nanovoltmeter or a source-measure unit does.");
                    continue;
                }

                found.Add(ReadFault(entry, device.Name, kind));
            }

            entry.RefuseOthers(InjectedNames);
        }

        section.RefuseOthers([.. names]);
        return found;
    }

    internal static FaultPolicy ReadPolicy(BenchSection section)
    {
        var rules = new Dictionary<InstrumentFault, FaultRule>(FaultPolicy.Default.Rules);
        foreach (InstrumentFault fault in FaultPolicy.Default.Rules.Keys.Where(fault => section.Keys.Contains(NameOf(fault))))
        {
            SettingValues values = section.Section(NameOf(fault)).Values(PolicyKeys(fault));
            rules[fault] = new FaultRule(
                FaultPolicy.OfExchanges.Contains(fault) ? (int)values.Get<double>(ExchangeRetries) : 0,
                (int)values.Get<double>(PointRetries));
        }

        section.RefuseOthers(PolicyNames);
        return new FaultPolicy { Rules = rules };
    }

    /// <summary>The keys of a kind of fault in the section <c>on_fault</c>.</summary>
    public static IReadOnlyList<SettingKey> PolicyKeys(InstrumentFault fault)
    {
        FaultRule rule = FaultPolicy.Default.For(fault);
        var point = SettingKey.Number(PointRetries, rule.PointRetries, 0, 100, "How often the point is measured anew.");
        return FaultPolicy.OfExchanges.Contains(fault)
            ? [SettingKey.Number(
                ExchangeRetries, rule.ExchangeRetries, 0, 100, "How often the exchange is repeated before that."), point]
            : [point];
    }

    private static FaultDefinition ReadFault(BenchSection entry, string instrument, InjectedFault kind)
    {
        if (!entry.IsSection(NameOf(kind)))
        {
            return new FaultDefinition(instrument, kind, entry.Value(Rate(NameOf(kind))) as double? ?? 0);
        }

        BenchSection details = entry.Section(NameOf(kind));
        var fault = new FaultDefinition(
            instrument,
            kind,
            details.Value(Rate("rate")) as double? ?? 0,
            (long?)(details.Value(Count("at")) as double?),
            (int?)(kind == InjectedFault.Hang ? details.Value(Count("for")) as double? : null));
        details.RefuseOthers(kind == InjectedFault.Hang ? ["rate", "at", "for"] : ["rate", "at"]);
        return fault;
    }

    private static SettingKey Rate(
        string key) => new(key, "a rate for each message such as 1 %, or a section with at", string.Empty, double.NaN, text =>
    {
        return Quantities.NumberText.TryParse(text, out double rate) && rate is >= 0 and <= 1
            ? rate
            : throw new FormatException($"'{text}' is not a rate from 0 to 100 %.");
    });

    private static SettingKey Count(string key) => SettingKey.Number(key, double.NaN, 1, 1e9, "A count of messages.");

    /// <summary>A kind of fault as bench files name it.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0
            ? $"_{char.ToLowerInvariant(letter)}"
            : $"{char.ToLowerInvariant(letter)}"));
}
