namespace Lab.Benches;

/// <summary>How often something is tried again after one kind of fault; 0 and 0 end the run.</summary>
/// <param name="ExchangeRetries">How often the exchange is repeated. Before that, what is still under way is thrown away or the
/// connection opened anew, and the instrument asked who it is.</param>
/// <param name="PointRetries">How often the point is measured anew after repeating the exchange did not mend it. Before that,
/// instruments that lost their settings get them again and the experiment is prepared again.</param>
public readonly record struct FaultRule(int ExchangeRetries, int PointRetries);
