namespace Lab.Protocols.Chains;

/// <summary>The purpose of a point of a characterisation.</summary>
internal enum ChainPart
{
    /// <summary>Both inputs off: the voltmeter's offset.</summary>
    Zero = 0,

    /// <summary>The first input alone: its weight.</summary>
    First = 1,

    /// <summary>The second input alone: its weight.</summary>
    Second = 2,

    /// <summary>Both inputs: the multiply-and-accumulate.</summary>
    Both = 3,
}
