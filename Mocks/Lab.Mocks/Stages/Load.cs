using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>The load on a terminal.</summary>
/// <param name="Resistance">Its resistance; infinite for an open circuit.</param>
/// <param name="Temperature">Its temperature, by which it makes Johnson noise.</param>
public readonly record struct Load(Resistance Resistance, Temperature Temperature)
{
    private const double Boltzmann = 1.380649e-23;

    /// <summary>An open circuit, which makes no noise.</summary>
    public static Load Open { get; } = new(Resistance.FromOhms(double.PositiveInfinity), default);

    /// <summary>Density of its Johnson noise, V/√Hz; 0 for an open circuit.</summary>
    public double JohnsonVoltsPerRootHertz =>
        double.IsFinite(Resistance.Ohms) ? Math.Sqrt(4 * Boltzmann * Temperature.Kelvin * Resistance.Ohms) : 0;
}
