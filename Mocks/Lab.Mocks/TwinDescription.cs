using Lab.Benches;
using Lab.Mocks.Rough;

namespace Lab.Mocks;

/// <summary>A twin as the catalogue knows it.</summary>
public sealed record TwinDescription
{
    /// <summary>The name of the driver whose instrument it stands for.</summary>
    public required string Driver { get; init; }

    /// <summary>The keys of its section <c>twin</c> in the bench file.</summary>
    public IReadOnlyList<SettingKey> Settings { get; init; } = [];

    /// <summary>The manners of the real instrument, which its rough twin has; by default those of a polite one at its own
    /// pace.</summary>
    public RoughManners Rough { get; init; } = new();

    /// <summary>Gives the manners by the instrument of the bench; <see langword="null"/> where all instruments of the driver have
    /// <see cref="Rough"/>.</summary>
    public Func<InstrumentDefinition, RoughManners>? RoughOf { get; init; }

    /// <summary>Makes the twin.</summary>
    public required Func<TwinContext, ITwin> Create { get; init; }
}
