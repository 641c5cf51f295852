namespace Lab.Mocks.Stages;

/// <summary>The temperature of the sample on a stage: that of the bench file until a part holds it at another.</summary>
/// <param name="restKelvin">The temperature of the bench file, K.</param>
public sealed class StageTemperature(double restKelvin)
{
    private Func<double>? source;

    /// <summary>The temperature now, K. A part that depends on temperature asks it whenever it is looked at.</summary>
    public double Kelvin => source?.Invoke() ?? restKelvin;

    /// <summary>Takes the temperature from a part that holds the sample.</summary>
    /// <param name="kelvin">The temperature now, K.</param>
    public void Follow(Func<double> kelvin) => source = kelvin;
}
