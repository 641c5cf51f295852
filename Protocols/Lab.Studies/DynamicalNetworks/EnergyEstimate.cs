using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Time and energy of showing one sample to the network as hardware (Plouet 2025, section V): 100 fJ a neuron and 10 fJ
/// a synapse where the sample is shown for 100 ns, amplifiers between layers included; both grow with the time.</summary>
/// <param name="Neurons">How many neurons.</param>
/// <param name="Synapses">How many weights.</param>
/// <param name="PresentationTime">Time in which a sample is shown.</param>
internal sealed record EnergyEstimate(int Neurons, int Synapses, Duration PresentationTime)
{
    private const double WattsOfNeuron = 100e-15 / 100e-9;
    private const double WattsOfSynapse = 10e-15 / 100e-9;

    /// <summary>Energy of all neurons in J.</summary>
    public double OfNeurons => Neurons * WattsOfNeuron * PresentationTime.Seconds;

    /// <summary>Energy of all synapses in J.</summary>
    public double OfSynapses => Synapses * WattsOfSynapse * PresentationTime.Seconds;

    /// <summary>The estimate for a training.</summary>
    public static EnergyEstimate Of(NetworkPlan plan, SequenceTask task, int synapses) =>
        new(plan.Layers * plan.Width, synapses, plan.PixelTime * task.Steps);

    /// <summary>As a table of a report.</summary>
    public ResultTable Tabulate() => new(
        "Energy of one sample, estimated after Plouet (2025), section V",
        ["", "number", "energy (pJ)"],
        [
            ["neurons, 1 µW each", $"{Neurons}", $"{OfNeurons / 1e-12:0.0}"],
            ["synapses, 0.1 µW each", $"{Synapses}", $"{OfSynapses / 1e-12:0.0}"],
            [$"together, in {PresentationTime}", string.Empty, $"{(OfNeurons + OfSynapses) / 1e-12:0.0}"],
        ]);
}
