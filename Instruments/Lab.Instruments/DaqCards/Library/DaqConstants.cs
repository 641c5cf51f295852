namespace Lab.Instruments.DaqCards.Library;

/// <summary>Values of NIDAQmx.h that Lab hands to the library.</summary>
public static class DaqConstants
{
    /// <summary>DAQmx_Val_Volts.</summary>
    public const int Volts = 10348;

    /// <summary>DAQmx_Val_Seconds.</summary>
    public const int Seconds = 10364;

    /// <summary>DAQmx_Val_Rising.</summary>
    public const int Rising = 10280;

    /// <summary>DAQmx_Val_Low.</summary>
    public const int Low = 10214;

    /// <summary>DAQmx_Val_FiniteSamps.</summary>
    public const int FiniteSamples = 10178;

    /// <summary>DAQmx_Val_ContSamps.</summary>
    public const int ContinuousSamples = 10123;

    /// <summary>DAQmx_Val_GroupByChannel: all samples of the first channel, then those of the next.</summary>
    public const int GroupByChannel = 0;

    /// <summary>DAQmx_Val_AllowRegen.</summary>
    public const int AllowRegeneration = 10097;

    /// <summary>DAQmx_Val_DoNotAllowRegen.</summary>
    public const int DoNotAllowRegeneration = 10158;

    /// <summary>DAQmx_Val_Cfg_Default: the terminal configuration that the channel has by itself.</summary>
    public const int DefaultConfiguration = -1;

    /// <summary>DAQmx_Val_RSE: referenced single-ended.</summary>
    public const int ReferencedSingleEnded = 10083;

    /// <summary>DAQmx_Val_NRSE: non-referenced single-ended.</summary>
    public const int NonReferencedSingleEnded = 10078;

    /// <summary>DAQmx_Val_Diff: differential.</summary>
    public const int Differential = 10106;

    /// <summary>DAQmx_Val_Task_Commit.</summary>
    public const int Commit = 3;

    /// <summary>DAQmx_Val_Task_Unreserve.</summary>
    public const int Unreserve = 5;

    /// <summary>DAQmx_Val_Task_Abort.</summary>
    public const int Abort = 6;
}
