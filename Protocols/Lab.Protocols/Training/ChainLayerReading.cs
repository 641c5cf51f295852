namespace Lab.Protocols.Training;

/// <summary>The measured currents and voltages of a <see cref="ChainLayer"/>.</summary>
/// <param name="Current1">Current over the first junction, A, shape [unit].</param>
/// <param name="Current2">Current over the second junction, A, shape [unit].</param>
/// <param name="Volts">Voltages with the offset taken off, V, shape [sample · unit].</param>
internal sealed record ChainLayerReading(double[] Current1, double[] Current2, double[] Volts)
{
    /// <summary>Nothing was measured.</summary>
    public static ChainLayerReading None { get; } = new([], [], []);
}
