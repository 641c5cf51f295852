using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A kind of part that a sample can have beside junctions, field lines and magnet: its section of the bench file, its
/// ports, keys and limits. Reader, gate, <c>--limit</c> and <c>bench schema</c> know it from here;
/// its twin stands on the virtual stage.</summary>
/// <param name="Section">The section of <c>sample</c>, with one section a part in it: <c>oscillators</c>.</param>
/// <param name="Noun">The kind in a sentence: <c>oscillator</c>.</param>
/// <param name="Ports">Its ports, to which the wiring connects terminals with <c>part</c>, the name of one.</param>
public sealed record PartSchema(string Section, string Noun, IReadOnlyList<SamplePort> Ports)
{
    /// <summary>The key by which a wiring names one of several parts.</summary>
    public const string PartKey = "part";

    /// <summary>Its description, in a sentence for the schema.</summary>
    public string Summary { get; init; } = string.Empty;

    /// <summary>Its keys.</summary>
    public IReadOnlyList<SettingKey> Keys { get; init; } = [];

    /// <summary>The limits that it can have.</summary>
    public IReadOnlyList<PartLimit<PartDefinition>> Limits { get; init; } = [];

    /// <summary>A limit on what reaches a part from the terminals at its ports.</summary>
    /// <param name="key">Its key in the section <c>limits</c>.</param>
    /// <param name="what">The quantity that is limited, in a sentence: <c>drive voltage</c>.</param>
    /// <param name="meaning">The meaning of the limit, in a sentence for the schema.</param>
    /// <param name="worst">The largest value that the quantity may have, SI, by what the terminals are set to.</param>
    /// <typeparam name="TQuantity">Its quantity.</typeparam>
    public static PartLimit<PartDefinition> Limit<TQuantity>(
        string key, string what, string meaning, Func<PartSources, double> worst)
        where TQuantity : struct, IQuantity<TQuantity> =>
        PartLimit<PartDefinition>.Of<TQuantity>(
            key, what, meaning,
            part => part.Limits.TryGetValue(key, out double value) ? TQuantity.FromSi(value) : null,
            (part, value) => part.WithLimit(key, value.SiValue))
            with
        {
            MayBeZero = true,
            Derive = (bench, part, maximum) => new OpenPartLimit(bench, part, what, maximum, TQuantity.Definition, worst),
        };
}
