namespace Lab.Protocols.Training;

/// <summary>The result of one step of a training, or of its test.</summary>
/// <param name="Inputs">Powers, W, shape [sample · 2].</param>
/// <param name="Targets">Classes, 0 or 1, shape [sample].</param>
/// <param name="Outputs">Log-odds of class 1, shape [sample].</param>
/// <param name="Reading">The measured reading of the chain.</param>
/// <param name="Loss">Mean cross-entropy, nats.</param>
internal sealed record TrainingStep(double[] Inputs, double[] Targets, double[] Outputs, ChainLayerReading Reading, double Loss)
{
    /// <summary>Share of the samples whose class the sign of the output tells.</summary>
    public double Accuracy => Outputs.Zip(Targets, (output, target) => (output > 0) == (target > 0.5) ? 1.0 : 0.0).Average();
}
