namespace Lab.Models.ClassifierNetworks;

/// <summary>The kind of a synapse.</summary>
public enum SynapseModel
{
    /// <summary>A spintronic resonator: its parameter is the detuning from its tone in linewidths, its weight lies between −1 and
    /// 1, and an amplifier after the chain scales it.</summary>
    Resonator,

    /// <summary>A number in a computer.</summary>
    Software,
}
