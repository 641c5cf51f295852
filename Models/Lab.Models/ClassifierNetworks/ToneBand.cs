namespace Lab.Models.ClassifierNetworks;

/// <summary>The tones that come to the chains of a layer on one line, spaced as <see cref="ToneSpacing"/> says.</summary>
/// <param name="LowestHertz">Frequency of the lowest tone in Hz.</param>
/// <param name="HighestHertz">Frequency of the highest tone in Hz.</param>
/// <param name="Damping">Damping α of the resonators: half a linewidth over the resonance.</param>
public sealed record ToneBand(double LowestHertz, double HighestHertz, double Damping);
