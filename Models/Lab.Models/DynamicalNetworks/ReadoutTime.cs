namespace Lab.Models.DynamicalNetworks;

/// <summary>When the outputs of a network are read.</summary>
public enum ReadoutTime
{
    /// <summary>After the last input: the class of a sequence.</summary>
    LastStep,

    /// <summary>After every input: what comes next.</summary>
    EveryStep,
}
